package dev.weir.origin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cluster.FakeRegistry;
import dev.weir.cluster.StreamRecord;
import dev.weir.metrics.NodeMetrics;
import dev.weir.node.IngestSettings;
import dev.weir.node.NodeGround;
import dev.weir.stream.StreamKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ContestTest {
  private static final StreamKey KEY = new StreamKey("live", "demo");
  private static final StreamRecord DEAD =
      new StreamRecord(KEY, "dead", "127.0.0.1", 1935, 100, 1, 0);

  private final FakeRegistry registry = new FakeRegistry();
  private final CompletableFuture<Void> asked = new CompletableFuture<>();
  private Vertx vertx;
  private Context context;
  private ChallengeDesk desk;
  private Contest contest;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    context = vertx.getOrCreateContext();
    // The owner died: questions to it stay without an answer.
    vertx.eventBus().consumer("weir.ingest.dead", message -> asked.complete(null));
    desk = new ChallengeDesk(vertx, "me", (key, identity, priority) -> null);
    contest = new Contest(ground(), desk, KEY, "somebody", 100, () -> false);
  }

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private NodeGround ground() {
    return ground(Duration.ofSeconds(3));
  }

  private NodeGround ground(Duration claimWait) {
    return new NodeGround(
        vertx,
        "me",
        registry,
        null,
        null,
        null,
        new NodeMetrics(new SimpleMeterRegistry()),
        null,
        null,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO,
        new IngestSettings(Duration.ZERO, claimWait, 0),
        null,
        null,
        Optional.empty());
  }

  private CompletableFuture<Contest.Outcome> run() {
    CompletableFuture<Contest.Outcome> outcome = new CompletableFuture<>();
    context.runOnContext(v -> contest.run().onSuccess(outcome::complete));
    return outcome;
  }

  private void hurry() {
    context.runOnContext(v -> contest.hurry());
  }

  @Test
  void theClaimComesWithTheNewsThatADeadOwnersIsGone() throws Exception {
    registry.hold(DEAD);
    CompletableFuture<Contest.Outcome> outcome = run();
    asked.get(1, TimeUnit.SECONDS);

    long begun = System.nanoTime();
    registry.sweep(KEY);
    hurry();

    assertThat(outcome.get(1, TimeUnit.SECONDS).result()).isEqualTo(Contest.Result.WON);
    // The question and the pause after it would have been 250 ms.
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(150));
  }

  @Test
  void otherNewsChangeNothing() throws Exception {
    registry.hold(DEAD);
    CompletableFuture<Contest.Outcome> outcome = run();
    asked.get(1, TimeUnit.SECONDS);

    hurry();

    assertThat(outcome).isNotDone();
    registry.sweep(KEY);
    assertThat(outcome.get(1, TimeUnit.SECONDS).result()).isEqualTo(Contest.Result.WON);
  }

  /** A publisher that a node sends away is told to come by another, however short the wait is. */
  @Test
  void whoIsYieldedToClaimsThoughTheTimeForWaitingIsOver() throws Exception {
    vertx
        .eventBus()
        .consumer(
            "weir.ingest.leaving",
            message -> {
              registry.sweep(KEY);
              message.reply(new JsonObject().put("v", 1).put("answer", "yielded"));
            });
    registry.hold(new StreamRecord(KEY, "leaving", "127.0.0.1", 1935, 100, 2, 0));
    contest = new Contest(ground(Duration.ZERO), desk, KEY, "somebody", 100, () -> false);

    assertThat(run().get(1, TimeUnit.SECONDS).result()).isEqualTo(Contest.Result.WON);
  }

  @Test
  void newsAfterTheEndChangeNothing() throws Exception {
    registry.hold(DEAD);
    contest = new Contest(ground(), desk, KEY, "somebody", 100, () -> true);
    assertThat(run().get(3, TimeUnit.SECONDS).result()).isEqualTo(Contest.Result.TAKEN);

    registry.sweep(KEY);
    CompletableFuture<Void> hurried = new CompletableFuture<>();
    context.runOnContext(
        v -> {
          try {
            contest.hurry();
            hurried.complete(null);
          } catch (RuntimeException e) {
            hurried.completeExceptionally(e);
          }
        });

    assertThat(hurried).succeedsWithin(Duration.ofSeconds(1));
  }
}
