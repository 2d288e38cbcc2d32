package dev.weir.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The objects of one overlay, as trees that may be changed.
 *
 * @param objects in the order of the rendering
 */
public record Manifests(List<ObjectNode> objects) {
  private static final Set<String> NODES = Set.of("StatefulSet", "Deployment");
  private static final Set<String> WORKLOADS = Set.of("StatefulSet", "Deployment", "Job");

  public static Manifests parse(String yaml) {
    List<ObjectNode> objects = new ArrayList<>();
    try (MappingIterator<JsonNode> documents =
        new YAMLMapper().readerFor(JsonNode.class).readValues(yaml)) {
      while (documents.hasNext()) {
        objects.add((ObjectNode) documents.next());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Manifests(objects);
  }

  /** All the same objects anew. */
  public Manifests copy() {
    return new Manifests(new ArrayList<>(objects.stream().map(ObjectNode::deepCopy).toList()));
  }

  /** Objects of a kind. */
  public List<ObjectNode> kind(String kind) {
    return objects.stream().filter(object -> object.path("kind").asText().equals(kind)).toList();
  }

  /** The object of a kind and name. */
  public Optional<ObjectNode> find(String kind, String name) {
    return kind(kind).stream().filter(object -> name(object).equals(name)).findFirst();
  }

  /** An object by {@code KIND/NAME}, where a name with a hash behind it may be cut short. */
  public ObjectNode get(String kindAndName) {
    String[] parts = kindAndName.split("/", 2);
    return find(parts[0], parts[1])
        .or(
            () ->
                kind(parts[0]).stream()
                    .filter(object -> name(object).matches(parts[1] + "-[a-z0-9]{10}"))
                    .findFirst())
        .orElseThrow(() -> new AssertionError("no " + kindAndName));
  }

  /** Whatever makes pods. */
  public List<Workload> workloads() {
    return of(WORKLOADS);
  }

  /** Whatever makes nodes of Weir. */
  public List<Workload> nodes() {
    return of(NODES);
  }

  /** The namespace that all of it is in. */
  public String namespace() {
    return name(kind("Namespace").get(0));
  }

  /** An object's name. */
  public static String name(JsonNode object) {
    return object.at("/metadata/name").asText();
  }

  /** {@code KIND/NAME}, for people. */
  public static String title(JsonNode object) {
    return object.path("kind").asText() + "/" + name(object);
  }

  private List<Workload> of(Set<String> kinds) {
    return objects.stream()
        .filter(object -> kinds.contains(object.path("kind").asText()))
        .map(Workload::new)
        .toList();
  }
}
