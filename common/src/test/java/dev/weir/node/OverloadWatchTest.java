package dev.weir.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cluster.NodeDirectory;
import dev.weir.cluster.NodeInfo;
import dev.weir.cluster.NodeRole;
import dev.weir.egress.Overload;
import dev.weir.egress.OverloadSettings;
import dev.weir.metrics.MetricsBootstrap;
import io.vertx.core.Future;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OverloadWatchTest {
  private static final String FULL = "the node is full: overload.viewers is used to 100 %";

  /** The other node, and whether this one is ready while it is full. */
  @ParameterizedTest
  @CsvSource({
    "e2, EDGE, false, false, false",
    "e2, EDGE, false, true, true",
    "e2, EDGE, true, false, true",
    "o1, ORIGIN, false, false, true",
    "e1, EDGE, false, false, true"
  })
  void isReadyUnlessAnotherOfItsRoleHasRoom(
      String id, NodeRole role, boolean draining, boolean overloaded, boolean ready) {
    OverloadWatch watch = watch(true, true);

    watch.look(List.of(node(id, role, draining, overloaded)));

    if (ready) {
      assertThat(watch.unready()).isEmpty();
    } else {
      assertThat(watch.unready()).contains(FULL);
    }
  }

  @Test
  void isReadyUntilItHasLooked() {
    assertThat(watch(true, true).unready()).isEmpty();
  }

  @Test
  void isReadyAgainWhenTheOthersFillUp() {
    OverloadWatch watch = watch(true, true);
    watch.look(List.of(node("e2", NodeRole.EDGE, false, false)));
    watch.look(List.of(node("e2", NodeRole.EDGE, false, true)));

    assertThat(watch.unready()).isEmpty();
  }

  @Test
  void isReadyAgainWhenNobodyKnowsOfTheOthers() {
    OverloadWatch watch = watch(true, true);
    watch.look(List.of(node("e2", NodeRole.EDGE, false, false)));
    assertThat(watch.unready()).contains(FULL);

    watch.look(Future.failedFuture("the registry gives no answer"));

    assertThat(watch.unready()).isEmpty();
  }

  @Test
  void isReadyWhileItHasRoomOrIsToldToStaySo() {
    List<NodeInfo> others = List.of(node("e2", NodeRole.EDGE, false, false));
    OverloadWatch calm = watch(true, false);
    OverloadWatch steady = watch(false, true);
    calm.look(others);
    steady.look(others);

    assertThat(calm.unready()).isEmpty();
    assertThat(steady.isOver()).isTrue();
    assertThat(steady.unready()).isEmpty();
  }

  private static OverloadWatch watch(boolean unready, boolean full) {
    OverloadSettings settings = new OverloadSettings(1, 0, 0, unready);
    Overload overload = new Overload(settings, MetricsBootstrap.create("e1", "edge").metrics());
    if (full) {
      assertThat(overload.enter()).isEmpty();
    }
    overload.measure(0, 0, List.of());
    return new OverloadWatch(settings, overload, new Nobody(), NodeRole.EDGE, "e1");
  }

  private static NodeInfo node(String id, NodeRole role, boolean draining, boolean overloaded) {
    return new NodeInfo(id, role, "h", 1935, 8080, 0, "1", draining, 0, 0, overloaded);
  }

  private static final class Nobody implements NodeDirectory {
    @Override
    public Future<Void> announce(NodeInfo me) {
      return Future.succeededFuture();
    }

    @Override
    public Future<List<NodeInfo>> nodes() {
      return Future.succeededFuture(List.of());
    }
  }
}
