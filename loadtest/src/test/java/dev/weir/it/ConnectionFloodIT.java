package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Row 27 of the hostile inputs: sockets from one address that say nothing. */
final class ConnectionFloodIT {
  private static final int LIMIT = 200;
  private static final int FLOOD = 1_000;
  private static final String REFUSED = "weir_connections_refused_total";

  @Test
  void isRefusedPastTheLimitAndDisturbsNobody() throws IOException {
    Map<String, String> settings =
        Map.of("WEIR_RTMP_MAX_CONNECTIONS_PER_ADDRESS", String.valueOf(LIMIT));
    try (NodeProcess origin = NodeProcess.origin("flooded", settings);
        Bench bench = new Bench()) {
      Bench.Publishing publishing = bench.publish(origin.rtmp("live/calm"), Clips.noise());
      PlayProbe player = bench.record(origin.rtmp("live/calm"));
      assertThat(player.firstKeyFrame()).succeedsWithin(Duration.ofSeconds(10));

      List<RawPeer> peers = new ArrayList<>();
      for (int i = 0; i < FLOOD; i++) {
        peers.add(RawPeer.open(origin.port("rtmp")));
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(origin.metric(REFUSED)).isEqualTo(FLOOD - (LIMIT - 2)));
      // Those who got in and say nothing are gone after the handshake's five seconds.
      for (RawPeer peer : peers) {
        assertThat(peer.closesWithin(Duration.ofSeconds(7))).isNotNull();
        peer.close();
      }
      PlayProbe newcomer = bench.count(origin.rtmp("live/calm"));
      assertThat(newcomer.firstKeyFrame()).succeedsWithin(Duration.ofSeconds(5));
      player.packets().assertIsPartOf(publishing.sent(), 1);
    }
  }
}
