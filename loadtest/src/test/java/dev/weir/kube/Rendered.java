package dev.weir.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The objects of an overlay.
 *
 * @param objects in the order of the rendering
 */
record Rendered(List<JsonNode> objects) {
  /** 5 or newer: older ones know neither labels nor what components may do. */
  private static final Pattern KUSTOMIZE = Pattern.compile("Kustomize Version: v([5-9]|\\d\\d)");

  /** Renders a directory with a kustomization, as {@code kubectl apply -k} would. */
  static Rendered overlay(Path directory) {
    return parse(Shell.run("kubectl", "kustomize", directory.toString()));
  }

  /** Whether the kubectl that is here renders what overlays use. */
  static boolean canRender() {
    return Shell.has("kubectl")
        && KUSTOMIZE.matcher(Shell.run("kubectl", "version", "--client")).find();
  }

  static Rendered parse(String yaml) {
    try (MappingIterator<JsonNode> documents =
        new YAMLMapper().readerFor(JsonNode.class).readValues(yaml)) {
      return new Rendered(documents.readAll());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<JsonNode> kind(String kind) {
    return objects.stream().filter(object -> object.path("kind").asText().equals(kind)).toList();
  }

  /** The object of a kind and name. */
  JsonNode get(String kind, String name) {
    return kind(kind).stream()
        .filter(object -> name(object).equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no " + kind + "/" + name));
  }

  /** The namespace that all of it is in. */
  String namespace() {
    return name(kind("Namespace").get(0));
  }

  static String name(JsonNode object) {
    return object.at("/metadata/name").asText();
  }
}
