package dev.weir.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cluster.NodeInfo;
import dev.weir.cluster.NodeRole;
import dev.weir.node.DrainPlan.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DrainTargetsTest {
  @Test
  void theNodeWithTheFewestIsChosenAndThoseSentThereCount() {
    DrainTargets targets = targets(NodeRole.EDGE, "e0", edge("e1", 5, false), edge("e2", 3, false));

    assertThat(next(targets, Kind.PLAYER, 6)).isEqualTo("e2 e2 e1 e2 e1 e2");
  }

  @Test
  void aNodeThatDrainsIsNoTargetAndNeitherIsTheOneThatAsks() {
    DrainTargets targets = targets(NodeRole.EDGE, "e0", edge("e0", 0, false), edge("e1", 0, true));

    assertThat(targets.next(Kind.PLAYER, false)).isEmpty();
  }

  @Test
  void aNodeThatBeginsToDrainIsNoTargetAnyMore() {
    DrainTargets targets = targets(NodeRole.EDGE, "e0", edge("e1", 0, false), edge("e2", 9, false));
    assertThat(next(targets, Kind.PLAYER, 1)).isEqualTo("e1");

    targets.nodes(List.of(edge("e1", 0, true), edge("e2", 9, false)));

    assertThat(next(targets, Kind.PLAYER, 1)).isEqualTo("e2");
  }

  @Test
  void publishersGoToTheSameRoleAndPlayersToEdges() {
    NodeInfo[] nodes = {edge("e1", 0, false), origin("o1", 9)};

    assertThat(next(targets(NodeRole.ORIGIN, "o0", nodes), Kind.PUBLISHER, 1)).isEqualTo("o1");
    assertThat(next(targets(NodeRole.ORIGIN, "o0", nodes), Kind.PLAYER, 1)).isEqualTo("e1");
    assertThat(next(targets(NodeRole.EDGE, "e0", nodes), Kind.PUBLISHER, 1)).isEqualTo("e1");
  }

  @Test
  void withoutAnotherEdgeAPublisherGoesToAnOriginAndAPlayerNowhere() {
    DrainTargets targets = targets(NodeRole.EDGE, "e0", origin("o1", 9));

    assertThat(next(targets, Kind.PUBLISHER, 1)).isEqualTo("o1");
    assertThat(targets.next(Kind.PLAYER, false)).isEmpty();
  }

  @Test
  void aNodeThatIsFullGetsNoPlayersAndPublishersOnlyWhenThereIsNoOther() {
    NodeInfo full = new NodeInfo("e1", NodeRole.EDGE, "h", 1935, 8080, 0, "1", false, 0, 0, true);

    assertThat(next(targets(NodeRole.EDGE, "e0", full, edge("e2", 9, false)), Kind.PLAYER, 2))
        .isEqualTo("e2 e2");
    assertThat(next(targets(NodeRole.EDGE, "e0", full, edge("e2", 9, false)), Kind.PUBLISHER, 1))
        .isEqualTo("e2");
    assertThat(targets(NodeRole.EDGE, "e0", full).next(Kind.PLAYER, false)).isEmpty();
    assertThat(next(targets(NodeRole.EDGE, "e0", full), Kind.PUBLISHER, 1)).isEqualTo("e1");
  }

  private static DrainTargets targets(NodeRole role, String id, NodeInfo... nodes) {
    DrainTargets targets = new DrainTargets(role, id);
    targets.nodes(List.of(nodes));
    return targets;
  }

  @Test
  void whoCameWithTlsGoesOnWithTls() {
    NodeInfo tls = new NodeInfo("e2", NodeRole.EDGE, "h", 1935, 8080, 0, "1", false, 9, 443, false);
    DrainTargets targets = targets(NodeRole.EDGE, "e0", edge("e1", 0, false), tls);

    assertThat(targets.next(Kind.PLAYER, true)).contains(tls);
    assertThat(targets.next(Kind.PLAYER, false).orElseThrow().id()).isEqualTo("e1");
    assertThat(DrainTargets.url(tls, true, "live?a=b")).isEqualTo("rtmps://h:443/live?a=b");
    assertThat(DrainTargets.url(tls, false, "live")).isEqualTo("rtmp://h:1935/live");
  }

  private static String next(DrainTargets targets, Kind kind, int times) {
    StringBuilder ids = new StringBuilder();
    for (int i = 0; i < times; i++) {
      ids.append(' ').append(targets.next(kind, false).orElseThrow().id());
    }
    return ids.substring(1);
  }

  private static NodeInfo edge(String id, int sessions, boolean draining) {
    return new NodeInfo(id, NodeRole.EDGE, "h", 1935, 8080, 0, "1", draining, sessions);
  }

  private static NodeInfo origin(String id, int sessions) {
    return new NodeInfo(id, NodeRole.ORIGIN, "h", 1935, 8080, 0, "1", false, sessions);
  }
}
