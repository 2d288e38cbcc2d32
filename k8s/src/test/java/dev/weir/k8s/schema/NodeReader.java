package dev.weir.k8s.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.k8s.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * Asks the JSON schemas of the npm packages kubernetes-models. They know what is required, values
 * of another type, and KEDA; fields that no schema has they let pass.
 */
final class NodeReader {
  private static final Path SOURCE = Path.of("src", "test", "node");
  private static final Path HOME = Path.of("target", "schema-check");
  private static final List<String> FILES =
      List.of("package.json", "package-lock.json", "check.mjs");

  private NodeReader() {}

  /**
   * What is wrong with each object, in their order; an empty text where it is nothing. Without node
   * and npm, or without a way to the packages, the test ends as not run.
   */
  static List<String> complaints(List<? extends JsonNode> objects) {
    Program node = Program.require("node", Program.find("node"));
    install(Program.require("npm", Program.find("npm")));
    ObjectMapper json = new ObjectMapper();
    try {
      String input = json.writeValueAsString(objects);
      JsonNode answer = json.readTree(node.run(HOME, input, "check.mjs").good());
      List<String> complaints = new ArrayList<>();
      answer.forEach(one -> complaints.add(one.asText("")));
      return complaints;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The packages of the lock file, once for all test runs until it changes. */
  private static void install(Program npm) {
    try {
      Files.createDirectories(HOME);
      for (String file : FILES) {
        Files.copy(SOURCE.resolve(file), HOME.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
      String lock = Files.readString(SOURCE.resolve("package-lock.json"));
      Path installed = HOME.resolve("installed");
      if (Files.exists(installed) && Files.readString(installed).equals(lock)) {
        return;
      }
      Program.Output output =
          npm.run(
              HOME, "", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline");
      if (output.status() != 0) {
        Assumptions.abort("NOT RUN: npm cannot get the schemas: " + output.err());
      }
      Files.writeString(installed, lock);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
