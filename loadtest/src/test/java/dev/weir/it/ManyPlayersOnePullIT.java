package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** An edge asks the origin once, however many players ask the edge. */
@ExtendWith(SharedCluster.class)
@Timeout(120)
final class ManyPlayersOnePullIT {
  private static final int PLAYERS = 300;
  private static final String STREAM = "live/many-players";

  @Test
  void threeHundredPlayersOfAnEdgeAreOnePullAtTheOrigin(SharedCluster.Nodes nodes) {
    try (Bench bench = new Bench()) {
      bench.publish(nodes.origin().rtmp(STREAM), Clips.noise());
      List<PlayProbe> players =
          IntStream.range(0, PLAYERS)
              .mapToObj(i -> bench.count(nodes.edge().rtmp(STREAM)))
              .toList();
      for (PlayProbe player : players) {
        assertThat(player.firstKeyFrame()).succeedsWithin(30, TimeUnit.SECONDS);
      }
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(kinds(nodes.edge(), "player")).hasSize(PLAYERS));

      assertThat(kinds(nodes.edge(), "edge_pull"))
          .as("pulls in the cluster")
          .singleElement()
          .satisfies(pull -> assertThat(pull.getString("node")).isEqualTo(nodes.origin().id()));
      assertThat(kinds(nodes.edge(), "publisher")).hasSize(1);
      players.forEach(PlayProbe::close);
    }
  }

  /** The sessions of the stream, on all nodes. */
  private static List<JsonObject> kinds(NodeProcess node, String kind) {
    return new JsonObject(node.get("/api/v1/sessions"))
        .getJsonArray("sessions").stream()
            .map(JsonObject.class::cast)
            .filter(row -> STREAM.equals(row.getString("stream")))
            .filter(row -> kind.equals(row.getString("kind")))
            .toList();
  }
}
