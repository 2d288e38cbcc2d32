package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A player that takes nothing, or as good as nothing, is closed in time and disturbs nobody. */
@ExtendWith(SharedCluster.class)
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
final class StalledPlayerIT {
  private static final Logger LOG = LoggerFactory.getLogger(StalledPlayerIT.class);
  private static final int STALL_SECONDS = 2;

  /** Less than this in the whole time is none. */
  private static final long LEAST_PROGRESS = 4 << 10;

  private static final int KERNEL_BYTES = 4 << 10;
  private static final int PACKETS_A_SECOND = 71;
  private static final String STREAM = "live/stalled";
  private static final String CLOSED = "weir_players_closed_total";

  @Test
  void whoReadsNothingOrOneByteASecondIsClosed(SharedCluster.Nodes nodes) throws IOException {
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    Map<String, String> settings = Map.of("WEIR_PLAY_STALL_TIMEOUT", STALL_SECONDS + "s");
    try (NodeProcess edge = NodeProcess.edge("it-edge-stall", nodes.origin(), settings);
        Bench bench = new Bench()) {
      Bench.Publishing publishing = bench.publish(nodes.origin().rtmp(STREAM), Clips.noise());
      PlayProbe healthy = bench.record(edge.rtmp(STREAM));
      assertThat(healthy.firstKeyFrame()).succeedsWithin(10, TimeUnit.SECONDS);
      long connecting = System.nanoTime();
      try (RawPeer deaf = RawPeer.playing(edge.port("rtmp"), "stalled", KERNEL_BYTES)) {
        Progress ofDeaf = new Progress(edge, deaf, connecting);
        try (RawPeer tasting = RawPeer.playing(edge.port("rtmp"), "stalled", KERNEL_BYTES)) {
          Progress ofTasting = new Progress(edge, tasting, connecting);
          clock.scheduleAtFixedRate(() -> read(tasting), 1, 1, TimeUnit.SECONDS);
          await()
              .atMost(Duration.ofSeconds(20))
              .pollInterval(Duration.ofMillis(100))
              .until(() -> ofDeaf.isOver() & ofTasting.isOver());
          ofDeaf.assertClosedInTime("reads nothing");
          ofTasting.assertClosedInTime("reads a byte a second");
        }
      }
      assertThat(edge.metric(CLOSED, "reason=\"stalled\"")).as(CLOSED).isEqualTo(2);
      healthy.packets().assertIsPartOf(publishing.sent(), STALL_SECONDS * PACKETS_A_SECOND);
    } finally {
      clock.shutdownNow();
    }
  }

  private static void read(RawPeer peer) {
    try {
      peer.readByte();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * When a player's queue last gave something away, and when the player was gone. Each is known to
   * lie between two looks, which may be half a second apart on a busy machine.
   */
  private static final class Progress {
    private final NodeProcess node;
    private final String address;
    private long most = -LEAST_PROGRESS;
    private long lookedNanos;
    private long earliestProgressNanos;
    private long latestProgressNanos;
    private long earliestEndNanos;
    private long latestEndNanos;

    Progress(NodeProcess node, RawPeer peer, long connectingNanos) {
      this.node = node;
      this.address = peer.address();
      lookedNanos = connectingNanos;
      isOver();
    }

    boolean isOver() {
      if (latestEndNanos != 0) {
        return true;
      }
      long asked = System.nanoTime();
      Optional<JsonObject> session = session();
      long answered = System.nanoTime();
      if (session.isEmpty()) {
        earliestEndNanos = lookedNanos;
        latestEndNanos = answered;
        return true;
      }
      // At most what was sent: the queue counts what it costs itself, too.
      long sent = session.get().getLong("bytesOut") - session.get().getLong("queueBytes");
      if (sent >= most + LEAST_PROGRESS) {
        most = sent;
        earliestProgressNanos = lookedNanos;
        latestProgressNanos = answered;
      }
      lookedNanos = asked;
      return false;
    }

    void assertClosedInTime(String why) {
      Duration least = Duration.ofNanos(earliestEndNanos - latestProgressNanos);
      Duration most = Duration.ofNanos(latestEndNanos - earliestProgressNanos);
      LOG.info(
          "who {} was closed {} to {} ms after the last progress",
          why,
          least.toMillis(),
          most.toMillis());
      assertThat(most)
          .as("at most from the last progress of who " + why)
          .isGreaterThanOrEqualTo(Duration.ofSeconds(STALL_SECONDS - 1));
      assertThat(least)
          .as("at least from the last progress of who " + why)
          .isLessThanOrEqualTo(Duration.ofSeconds(STALL_SECONDS + 1));
    }

    private Optional<JsonObject> session() {
      return new JsonObject(node.get("/api/v1/sessions"))
          .getJsonArray("sessions").stream()
              .map(JsonObject.class::cast)
              .filter(row -> address.equals(row.getString("remoteAddress")))
              .findAny();
    }
  }
}
