package dev.weir.kube;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a workload says of its pods, which have one container each. What would run otherwise than it
 * is written there is refused.
 *
 * @param labels of the pods
 * @param container its name
 * @param env in its order, for later ones may name earlier ones
 * @param ports by their names
 * @param preStop how long the container is left alone before SIGTERM
 * @param grace from the deletion to SIGKILL, {@code preStop} among it
 * @param user whom it runs as
 * @param group whose files its volumes are
 * @param memoryBytes its limit
 */
record PodTemplate(
    Map<String, String> labels,
    String container,
    List<String> args,
    List<Env> env,
    Map<String, Integer> ports,
    Optional<HttpProbe> startup,
    Optional<HttpProbe> liveness,
    Optional<HttpProbe> readiness,
    Duration preStop,
    Duration grace,
    int user,
    int group,
    long memoryBytes,
    List<Mount> mounts) {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\$|\\$\\(([A-Za-z0-9_.-]+)\\)");
  private static final Pattern QUANTITY = Pattern.compile("(\\d+)(Ki|Mi|Gi)?");
  private static final int DEFAULT_GRACE = 30;

  /**
   * A variable: a value, or what is said of the pod.
   *
   * @param field as in {@code status.podIP}; empty for a value
   */
  record Env(String name, String value, String field) {}

  /**
   * A directory of the container.
   *
   * @param volume as the pod names it, or {@code {persistentVolumeClaim: ...}} of its own
   */
  record Mount(String path, boolean readOnly, String name, JsonNode volume) {}

  /** Of a StatefulSet or Deployment. */
  static PodTemplate of(JsonNode workload) {
    JsonNode pod = workload.at("/spec/template/spec");
    JsonNode container = pod.at("/containers/0");
    if (pod.path("containers").size() != 1 || pod.has("initContainers")) {
      throw new IllegalArgumentException("not one container: " + Rendered.name(workload));
    }
    if (!container.at("/securityContext/readOnlyRootFilesystem").asBoolean()) {
      throw new IllegalArgumentException("the root would be read-only here");
    }
    if (container.has("command") || container.has("envFrom")) {
      throw new IllegalArgumentException("command and envFrom are not understood");
    }
    Map<String, Integer> ports = new LinkedHashMap<>();
    container
        .path("ports")
        .forEach(port -> ports.put(port.path("name").asText(), port.path("containerPort").asInt()));
    List<String> args = new ArrayList<>();
    container.path("args").forEach(word -> args.add(word.asText()));
    return new PodTemplate(
        texts(workload.at("/spec/template/metadata/labels")),
        container.path("name").asText(),
        List.copyOf(args),
        env(container.path("env")),
        ports,
        probe(container.path("startupProbe"), ports),
        probe(container.path("livenessProbe"), ports),
        probe(container.path("readinessProbe"), ports),
        preStop(container.at("/lifecycle/preStop")),
        Duration.ofSeconds(pod.path("terminationGracePeriodSeconds").asInt(DEFAULT_GRACE)),
        pod.at("/securityContext/runAsUser").asInt(),
        pod.at("/securityContext/fsGroup").asInt(),
        bytes(container.at("/resources/limits/memory").asText()),
        mounts(container, workload));
  }

  /** The variables of a pod. */
  Map<String, String> variables(String podName, String podAddress) {
    Map<String, String> all = new LinkedHashMap<>();
    for (Env variable : env) {
      String value =
          switch (variable.field()) {
            case "" -> expand(variable.value(), all);
            case "metadata.name" -> podName;
            case "status.podIP" -> podAddress;
            default -> throw new IllegalArgumentException("fieldPath " + variable.field());
          };
      all.put(variable.name(), value);
    }
    return all;
  }

  /** Puts variables in the place of {@code $(NAME)}; unknown ones stay as they are. */
  static String expand(String text, Map<String, String> variables) {
    return REFERENCE
        .matcher(text)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    found.group(1) == null
                        ? "$"
                        : variables.getOrDefault(found.group(1), found.group())));
  }

  private static List<Env> env(JsonNode list) {
    List<Env> all = new ArrayList<>();
    for (JsonNode one : list) {
      String field = one.at("/valueFrom/fieldRef/fieldPath").asText();
      if (one.has("valueFrom") && field.isEmpty()) {
        throw new IllegalArgumentException("only fieldRef is understood: " + one);
      }
      all.add(new Env(one.path("name").asText(), one.path("value").asText(), field));
    }
    return List.copyOf(all);
  }

  private static Optional<HttpProbe> probe(JsonNode probe, Map<String, Integer> ports) {
    return probe.isMissingNode() ? Optional.empty() : Optional.of(HttpProbe.of(probe, ports));
  }

  private static Duration preStop(JsonNode hook) {
    if (!hook.isMissingNode() && !hook.has("sleep")) {
      throw new IllegalArgumentException("only sleep is understood: " + hook);
    }
    return Duration.ofSeconds(hook.at("/sleep/seconds").asInt(0));
  }

  private static List<Mount> mounts(JsonNode container, JsonNode workload) {
    List<Mount> all = new ArrayList<>();
    for (JsonNode mount : container.path("volumeMounts")) {
      if (mount.has("subPath")) {
        throw new IllegalArgumentException("subPath is not understood: " + mount);
      }
      String name = mount.path("name").asText();
      all.add(
          new Mount(
              mount.path("mountPath").asText(),
              mount.path("readOnly").asBoolean(),
              name,
              volume(name, workload)));
    }
    return List.copyOf(all);
  }

  private static JsonNode volume(String name, JsonNode workload) {
    for (JsonNode volume : workload.at("/spec/template/spec/volumes")) {
      if (volume.path("name").asText().equals(name)) {
        return volume;
      }
    }
    for (JsonNode claim : workload.at("/spec/volumeClaimTemplates")) {
      if (Rendered.name(claim).equals(name)) {
        return claim;
      }
    }
    throw new IllegalArgumentException("no volume " + name);
  }

  private static long bytes(String quantity) {
    Matcher matcher = QUANTITY.matcher(quantity);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("memory " + quantity);
    }
    int shift =
        switch (matcher.group(2) == null ? "" : matcher.group(2)) {
          case "Ki" -> 10;
          case "Mi" -> 20;
          case "Gi" -> 30;
          default -> 0;
        };
    return Long.parseLong(matcher.group(1)) << shift;
  }

  static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new LinkedHashMap<>();
    object.fields().forEachRemaining(field -> texts.put(field.getKey(), field.getValue().asText()));
    return texts;
  }
}
