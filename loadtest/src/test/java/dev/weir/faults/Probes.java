package dev.weir.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.rtmp.session.SessionSettings;
import dev.weir.transport.RtmpDialer;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The publishers and players of a test, on two event loops, and a clock that tells how late this
 * machine is.
 */
final class Probes implements AutoCloseable {
  private static final int LOOPS = 2;
  private static final int END_SECONDS = 10;
  private static final long LAG_MILLIS = 20;
  private static final Duration START = Duration.ofSeconds(30);
  private static final Duration STEADY = Duration.ofSeconds(2);
  private static final Duration FRESH = Duration.ofMillis(300);

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(LOOPS));
  private final RtmpDialer dialer = new RtmpDialer(vertx, SessionSettings.DEFAULT);
  private final ConcurrentLinkedQueue<ProbePublisher> publishers = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<ProbePlayer> players = new ConcurrentLinkedQueue<>();
  private final AtomicLong worstLagNanos = new AtomicLong();

  private final List<Context> loops = new CopyOnWriteArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();

  Probes() {
    // A thread outside of Vert.x would be given one and the same event loop each time.
    vertx
        .deployVerticle(
            () ->
                new VerticleBase() {
                  @Override
                  public Future<?> start() {
                    loops.add(context);
                    watchLag(System.nanoTime());
                    return Future.succeededFuture();
                  }
                },
            new DeploymentOptions().setInstances(LOOPS))
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  private Context loop() {
    return loops.get(turn.getAndIncrement() % LOOPS);
  }

  ProbePublisher publish(ProbeStream stream, ProbePublisher.Plan plan) {
    ProbePublisher publisher = new ProbePublisher(vertx, loop(), dialer, stream, plan);
    publishers.add(publisher);
    return publisher;
  }

  ProbePlayer play(ProbeStream stream, ProbePlayer.Plan plan) {
    ProbePlayer player = new ProbePlayer(vertx, loop(), dialer, stream, plan);
    players.add(player);
    return player;
  }

  /** Publishes and waits until that is granted. */
  ProbePublisher publishGranted(ProbeStream stream, ProbePublisher.Plan plan) {
    ProbePublisher publisher = publish(stream, plan);
    assertThat(publisher.granted()).as("publish " + stream.key()).succeedsWithin(START);
    return publisher;
  }

  /** Waits until all of them see pictures. */
  void awaitPlaying(List<ProbePlayer> all) {
    await()
        .atMost(START)
        .untilAsserted(
            () ->
                assertThat(all)
                    .as("players without a picture")
                    .filteredOn(player -> player.trace().videoFrames() == 0)
                    .isEmpty());
  }

  /** Waits until all of them see pictures, and none has missed anything for two seconds. */
  void awaitSteady(List<ProbePlayer> all) {
    awaitPlaying(all);
    takeLagMillis();
    await()
        .pollDelay(STEADY)
        .pollInterval(Duration.ofMillis(100))
        .atMost(START)
        .untilAsserted(
            () ->
                assertThat(unsteady(all))
                    .as("players that missed something; machine lag %.0f ms", lagMillis())
                    .isEmpty());
    takeLagMillis();
  }

  private static List<String> unsteady(List<ProbePlayer> players) {
    long now = System.nanoTime();
    long since = now - STEADY.toNanos();
    return players.stream()
        .filter(
            player ->
                now - player.trace().lastArrivalNanos() >= FRESH.toNanos()
                    || player.trace().longestGapSince(since) > player.stream().frameMillis())
        .map(player -> player.stream().key() + " at " + player.firstTarget())
        .toList();
  }

  /** Worst delay of a timer since the last question, in milliseconds. */
  double takeLagMillis() {
    return worstLagNanos.getAndSet(0) / 1e6;
  }

  /** The same, and the next question is told of it too. */
  double lagMillis() {
    return worstLagNanos.get() / 1e6;
  }

  /** Ends everybody's watching and publishing, so that the next run can begin. */
  void endAll() {
    for (ProbePlayer player; (player = players.poll()) != null; ) {
      player.stop();
    }
    CompletableFuture<?>[] ends =
        publishers.stream().map(ProbePublisher::stop).toArray(CompletableFuture<?>[]::new);
    publishers.clear();
    CompletableFuture.allOf(ends).completeOnTimeout(null, END_SECONDS, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    endAll();
    CompletableFuture<Void> closed = vertx.close().toCompletionStage().toCompletableFuture();
    closed.completeOnTimeout(null, END_SECONDS, TimeUnit.SECONDS).join();
  }

  private void watchLag(long expectedNanos) {
    long now = System.nanoTime();
    worstLagNanos.accumulateAndGet(now - expectedNanos, Math::max);
    vertx.setTimer(LAG_MILLIS, id -> watchLag(now + TimeUnit.MILLISECONDS.toNanos(LAG_MILLIS)));
  }
}
