package dev.weir.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.cluster.NodeInfo;
import dev.weir.cluster.NodeRole;
import dev.weir.metrics.MetricsBootstrap;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Of a node without clients: each drain is over as soon as it begins. */
@ExtendWith(VertxExtension.class)
final class DepartureTest implements Departure.Ground {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final List<String> heard = new ArrayList<>();
  private final MetricsBootstrap metrics = MetricsBootstrap.create("e1", "edge");
  private Runnable later;
  private Vertx vertx;
  private Drain drain;

  @BeforeEach
  void begin(Vertx given) {
    vertx = given;
  }

  @Test
  void withoutNoticeItIsNotReadyAndTakesNobodyAtOnce() {
    Departure departure = departure(Duration.ZERO);
    assertThat(departure.hasBegun()).isFalse();

    Future<Void> over = departure.leave(DEADLINE);

    assertThat(heard).containsExactly("announced", "let go");
    assertThat(departure.isLeaving()).isTrue();
    await().until(over::succeeded);
  }

  @Test
  void onNoticeItTakesNewcomersUntilThatIsOver() {
    Departure departure = departure(Duration.ofSeconds(5));
    Future<Void> over = departure.leave(DEADLINE);
    assertThat(heard).containsExactly("announced", "later 5000");
    assertThat(departure.hasBegun()).isTrue();
    assertThat(departure.isLeaving()).isFalse();
    assertThat(over.isComplete()).isFalse();

    later.run();

    assertThat(departure.isLeaving()).isTrue();
    await().until(over::succeeded);
  }

  @Test
  void aSecondCallLeavesBalancersTheirNoticeUnlessTheEndIsNear() {
    Departure departure = departure(Duration.ofSeconds(5));
    departure.begin(Optional.of(DEADLINE), true);
    Runnable first = later;

    Future<Void> over = departure.leave(DEADLINE);
    departure.leave(Duration.ofSeconds(4));
    assertThat(departure.isLeaving()).isFalse();
    later.run();
    first.run();

    await().until(over::succeeded);
    assertThat(heard)
        .containsExactly("announced", "later 5000", "later 5000", "later 1000", "let go");
  }

  @Test
  void whoIsToStayIsOverWhenASignalComes() {
    Departure departure = departure(Duration.ZERO);
    departure.begin(Optional.of(DEADLINE), true);
    await().until(() -> drain.ended().succeeded());
    assertThat(departure.over().isComplete()).isFalse();

    departure.leave(DEADLINE);

    await().until(() -> departure.over().succeeded());
  }

  @Test
  void anEarlierEndCountsAndALaterOneDoesNot() {
    Departure departure = departure(Duration.ZERO);
    departure.begin(Optional.of(Duration.ofHours(1)), true);

    departure.leave(DEADLINE);

    Instant latest = Instant.now().plus(Duration.ofMinutes(10));
    await().until(() -> until(departure).isBefore(latest));
    Instant first = until(departure);
    departure.begin(Optional.of(Duration.ofHours(1)), true);
    departure.begin(Optional.of(Duration.ZERO), true);
    await().until(() -> until(departure).isBefore(first));
  }

  @Override
  public Drain drain(DrainSettings settings, long nowNanos) {
    NodeInfo me = new NodeInfo("e1", NodeRole.EDGE, "h", 1935, 0, 0, "1", false, 0);
    drain = new Drain(vertx, new SessionTable(), null, metrics.metrics(), me, settings, nowNanos);
    return drain;
  }

  @Override
  public Future<Void> announce(Drain begun) {
    heard.add("announced");
    return Future.succeededFuture();
  }

  @Override
  public void letGo() {
    heard.add("let go");
  }

  @Override
  public void after(long millis, Runnable task) {
    heard.add("later " + millis);
    later = task;
  }

  private Departure departure(Duration notice) {
    return new Departure(new DrainSettings(DEADLINE, notice, Duration.ofSeconds(10), false), this);
  }

  private static Instant until(Departure departure) {
    return departure.state().orElseThrow().until();
  }
}
