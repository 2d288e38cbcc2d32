package dev.weir.k8s.policy;

import dev.weir.config.NodeConfig;
import dev.weir.k8s.Manifests;
import dev.weir.k8s.Workload;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Heap, direct memory and what the kernel keeps for sockets fit into what the pod may use. */
final class JvmMemory {
  private static final Pattern HEAP = Pattern.compile("-XX:MaxRAMPercentage=(\\d+)");
  private static final Pattern DIRECT = Pattern.compile("-XX:MaxDirectMemorySize=(\\d+)m");
  private static final Pattern LIMIT = Pattern.compile("(\\d+)(Mi|Gi)");
  private static final long MIB = 1 << 20;

  /** For classes, threads, code and the kernel's buffers. */
  private static final double REST = 0.2;

  private JvmMemory() {}

  static void look(Manifests manifests, Complaints complaints) {
    for (Workload node : manifests.nodes()) {
      NodeFiles files = new NodeFiles(manifests, node);
      files.settings().ifPresent(config -> node(node, files.environment(), config, complaints));
    }
  }

  private static void node(
      Workload node, Map<String, String> environment, NodeConfig config, Complaints complaints) {
    String options = environment.getOrDefault("JAVA_TOOL_OPTIONS", "");
    Matcher limit = LIMIT.matcher(node.container().at("/resources/limits/memory").asText());
    complaints.unless(limit.matches(), "%s: a limit in Mi or Gi is expected", node.title());
    if (!limit.matches()) {
      return;
    }
    double all = Long.parseLong(limit.group(1)) * MIB * (limit.group(2).equals("Gi") ? 1024.0 : 1);
    double heap = all * number(HEAP, options) / 100;
    double direct = (double) number(DIRECT, options) * MIB;
    complaints.unless(
        heap > 0 && direct > 0 && heap + direct <= all * (1 - REST),
        "%s: heap and direct memory leave less than %s for the rest",
        node.title(),
        REST);
    complaints.unless(
        config.play().totalQueueBytes() * 1.5 <= direct,
        "%s: what waits for players does not fit into direct memory",
        node.title());
    complaints.unless(
        options.contains("-XX:+ExitOnOutOfMemoryError"),
        "%s: lives on without memory",
        node.title());
    complaints.unless(
        options.contains("-Dsun.net.inetaddr.ttl=")
            && options.contains("-Dsun.net.inetaddr.negative.ttl="),
        "%s: remembers addresses of pods that are gone",
        node.title());
  }

  private static long number(Pattern pattern, String options) {
    Matcher found = pattern.matcher(options);
    return found.find() ? Long.parseLong(found.group(1)) : 0;
  }
}
