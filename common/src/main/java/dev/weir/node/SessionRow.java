package dev.weir.node;

import dev.weir.metrics.ConnectionKind;
import dev.weir.stream.StreamKey;
import dev.weir.transport.ServerConnection;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Locale;

/** A connection as the API shows it. */
final class SessionRow {
  private SessionRow() {}

  static JsonObject of(
      String id,
      ConnectionKind kind,
      StreamKey stream,
      NodePeer peer,
      Instant since,
      ServerConnection connection) {
    return new JsonObject()
        .put("id", id)
        .put("kind", kind.name().toLowerCase(Locale.ROOT))
        .put("stream", stream.toString())
        .put("remoteAddress", connection.socket().remoteAddress())
        .put("client", peer.isNode() ? peer.id() : connection.session().connect().flashVersion())
        .put("since", since.toString())
        .put("bytesIn", connection.socket().bytesIn())
        .put("bytesOut", connection.socket().bytesOut())
        .put("queueBytes", connection.socket().unsent());
  }
}
