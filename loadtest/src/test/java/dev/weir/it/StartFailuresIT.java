package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node that cannot start says why in its last line, and exits with 2. */
@Timeout(120)
final class StartFailuresIT {
  private static final String ORIGIN = "dev.weir.origin.OriginMain";
  private static final String EDGE = "dev.weir.edge.EdgeMain";

  @TempDir private Path directory;

  @Test
  void anRtmpPortInUse() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(NodeProcess.HOST))) {
      String port = String.valueOf(taken.getLocalPort());
      assertRefused(ORIGIN, alone("WEIR_RTMP_PORT", port), "rtmp.port", port, "in use");
    }
  }

  @Test
  void anHttpPortInUse() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(NodeProcess.HOST))) {
      String port = String.valueOf(taken.getLocalPort());
      assertRefused(ORIGIN, alone("WEIR_HTTP_PORT", port), "http.port", port, "in use");
    }
  }

  @Test
  void aClusterPortInUse() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(NodeProcess.HOST))) {
      String port = String.valueOf(taken.getLocalPort());
      assertRefused(ORIGIN, alone("WEIR_CLUSTER_PORT", port), "cluster.port", port, "in use");
    }
  }

  @Test
  void aClusterOutOfReachOfAnEdge() throws Exception {
    Map<String, String> settings = alone("WEIR_CLUSTER_JOIN_TIMEOUT", "2s");
    settings.put("WEIR_CLUSTER_PORT", String.valueOf(FreePort.next()));
    assertRefused(EDGE, settings, "cluster.members", settings.get("WEIR_CLUSTER_MEMBERS"));
  }

  @Test
  void aSettingThatMakesNoSense() throws Exception {
    assertRefused(ORIGIN, alone("WEIR_RTMP_PORT", "eighty"), "rtmp.port", "eighty");
    assertRefused(EDGE, alone("WEIR_RTMP_PROT", "1935"), "WEIR_RTMP_PROT", "WEIR_RTMP_PORT");
  }

  @Test
  void aSettingsFileThatCannotBeRead() throws Exception {
    Path broken = Files.writeString(directory.resolve("weir.yaml"), "rtmp: [1935\n");
    assertRefused(ORIGIN, alone(), directory.resolve("none.yaml"), "none.yaml");
    assertRefused(ORIGIN, alone(), broken, "weir.yaml");
  }

  private static void assertRefused(String mainClass, Map<String, String> settings, String... words)
      throws InterruptedException {
    assertRefused(NodeProcess.start(mainClass, "it-refused", settings), words);
  }

  private static void assertRefused(
      String mainClass, Map<String, String> settings, Path config, String... words)
      throws InterruptedException {
    assertRefused(
        NodeProcess.start(mainClass, "it-refused", settings, "--config", config.toString()), words);
  }

  private static void assertRefused(NodeProcess node, String... words) throws InterruptedException {
    try {
      assertThat(node.awaitExit()).as("exit code").isEqualTo(2);
      assertThat(node.log()).last().asString().contains(words);
      assertThat(node.log()).noneMatch(line -> line.contains("\tat ") || line.contains("stack="));
    } finally {
      node.kill();
    }
  }

  /** Settings of an origin that founds a cluster of its own, and one more. */
  private static Map<String, String> alone(String... more) {
    Map<String, String> settings = new LinkedHashMap<>();
    String port = String.valueOf(FreePort.next());
    settings.put("WEIR_CLUSTER_PORT", port);
    settings.put("WEIR_CLUSTER_MEMBERS", NodeProcess.HOST + ":" + port);
    if (more.length > 0) {
      settings.put(more[0], more[1]);
    }
    return settings;
  }
}
