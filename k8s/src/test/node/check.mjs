// Reads an array of objects on standard input, and writes an array of what is wrong with each:
// null, or what its schema says.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const require = createRequire(import.meta.url);
const packages = {
  "keda.sh": "@kubernetes-models/keda",
  "monitoring.coreos.com": "@kubernetes-models/prometheus-operator",
};

function schema({ apiVersion, kind }) {
  const group = apiVersion.includes("/") ? apiVersion.split("/")[0] : "";
  const name = packages[group] ?? "kubernetes-models";
  return require(`${name}/${apiVersion}/${kind}`)[kind];
}

function wrong(object) {
  try {
    const Model = schema(object);
    new Model(object).validate();
    return null;
  } catch (e) {
    return `${object.kind}/${object.metadata?.name}: ${e.message}`;
  }
}

const objects = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(objects.map(wrong)));
