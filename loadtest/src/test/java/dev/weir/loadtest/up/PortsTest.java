package dev.weir.loadtest.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PortsTest {
  private final List<String> notices = new ArrayList<>();

  @Test
  void countsUpFromTheKnownPorts() {
    assertThat(new Ports(port -> true, notices::add).plan(1, 2))
        .containsExactly(
            new NodePlan("origin-1", "origin", 1935, 8080, 5701),
            new NodePlan("edge-1", "edge", 1936, 8081, 5702),
            new NodePlan("edge-2", "edge", 1937, 8082, 5703));
    assertThat(notices).isEmpty();
  }

  @Test
  void passesWhatIsTakenAndSaysSo() {
    Set<Integer> taken = Set.of(1935, 1936, 8081);

    assertThat(new Ports(port -> !taken.contains(port), notices::add).plan(1, 1))
        .containsExactly(
            new NodePlan("origin-1", "origin", 1937, 8080, 5701),
            new NodePlan("edge-1", "edge", 1938, 8082, 5702));
    assertThat(notices)
        .containsExactly(
            "port 1935 is taken, origin-1 uses 1937 for RTMP",
            "port 8081 is taken, edge-1 uses 8082 for HTTP");
  }

  @Test
  void givesAllNodesTheOriginsAsMembers() {
    List<NodePlan> plans = new Ports(port -> true, notices::add).plan(2, 1);

    assertThat(plans.get(2).environment(plans))
        .containsEntry("WEIR_NODE_ID", "edge-1")
        .containsEntry("WEIR_RTMP_PORT", "1937")
        .containsEntry("WEIR_CLUSTER_MEMBERS", "127.0.0.1:5701,127.0.0.1:5702");
  }

  @Test
  void freePortsAreNeverThoseOfOutgoingConnections() throws IOException {
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      ports.addAll(Ports.free(3));
    }

    assertThat(ports).hasSize(300).doesNotHaveDuplicates().allMatch(port -> port < 32_768);
    try (ServerSocket node =
        new ServerSocket(ports.get(0), 1, InetAddress.getByName(NodePlan.HOST))) {
      assertThat(node.isBound()).isTrue();
    }
  }
}
