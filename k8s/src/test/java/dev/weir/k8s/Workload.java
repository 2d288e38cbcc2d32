package dev.weir.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What makes pods of one kind.
 *
 * @param object a StatefulSet, Deployment or Job
 */
public record Workload(ObjectNode object) {
  /** {@code KIND/NAME}, for people. */
  public String title() {
    return Manifests.title(object);
  }

  /** Its name. */
  public String name() {
    return Manifests.name(object);
  }

  /** The value of the component label of its pods. */
  public String component() {
    return labels().getOrDefault("app.kubernetes.io/component", "");
  }

  /** The specification of its pods. */
  public JsonNode pod() {
    return object.at("/spec/template/spec");
  }

  /** The labels of its pods. */
  public Map<String, String> labels() {
    Map<String, String> labels = new LinkedHashMap<>();
    object
        .at("/spec/template/metadata/labels")
        .fields()
        .forEachRemaining(label -> labels.put(label.getKey(), label.getValue().asText()));
    return labels;
  }

  /** The containers of a pod, those that come first among them. */
  public List<JsonNode> containers() {
    List<JsonNode> containers = new ArrayList<>();
    pod().path("initContainers").forEach(containers::add);
    pod().path("containers").forEach(containers::add);
    return containers;
  }

  /** The only container. */
  public JsonNode container() {
    return pod().at("/containers/0");
  }

  /** The number of a port that may be given by its name. */
  public OptionalInt port(JsonNode nameOrNumber) {
    for (JsonNode container : containers()) {
      for (JsonNode port : container.path("ports")) {
        boolean same =
            nameOrNumber.isInt()
                ? port.path("containerPort").asInt() == nameOrNumber.asInt()
                : port.path("name").asText().equals(nameOrNumber.asText());
        if (same) {
          return OptionalInt.of(port.path("containerPort").asInt());
        }
      }
    }
    return OptionalInt.empty();
  }

  /** The volume of a name, or nothing. */
  public JsonNode volume(String name) {
    for (JsonNode volume : pod().path("volumes")) {
      if (volume.path("name").asText().equals(name)) {
        return volume;
      }
    }
    return MissingNode.getInstance();
  }
}
