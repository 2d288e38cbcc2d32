package dev.weir.loadtest.up;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * A cluster in four numbers.
 *
 * @param nodes that answered and are ready
 * @param streams that exist
 * @param players on all nodes; pulling edges are none
 * @param kbits all that is published, in kbit/s
 */
public record ClusterStatus(int nodes, long streams, long players, long kbits) {
  static ClusterStatus of(JsonObject nodePage, JsonObject streamPage) {
    int ready = 0;
    for (Object node : rows(nodePage, "nodes")) {
      ready += node instanceof JsonObject row && row.getBoolean("ready", false) ? 1 : 0;
    }
    long players = 0;
    long kbits = 0;
    for (Object stream : rows(streamPage, "streams")) {
      if (stream instanceof JsonObject row) {
        players += row.getLong("players", 0L);
        kbits += row.getLong("bitrateKbps", 0L);
      }
    }
    return new ClusterStatus(ready, streamPage.getLong("total", 0L), players, kbits);
  }

  private static JsonArray rows(JsonObject page, String name) {
    return page.getJsonArray(name, new JsonArray());
  }
}
