package dev.weir.node;

import dev.weir.access.AccessDecision;
import dev.weir.access.AccessRequest;
import dev.weir.rtmp.message.StatusCode;
import dev.weir.stream.StreamKey;
import dev.weir.transport.CloseReason;
import dev.weir.transport.ServerConnection;
import io.vertx.core.Context;
import java.util.Optional;

/** A publisher on one message stream: carries the desk's answers to its connection. */
final class PublisherSeat implements PublishDesk.Publisher {
  private final ServerConnection connection;
  private final int streamId;
  private final StreamKey key;
  private final NodePeer via;
  private PublishDesk.Publication publication;
  private boolean over;

  PublisherSeat(ServerConnection connection, int streamId, StreamKey key, NodePeer via) {
    this.connection = connection;
    this.streamId = streamId;
    this.key = key;
    this.via = via;
  }

  void open(PublishDesk desk, AccessRequest request, PublishDesk.Names names) {
    publication = desk.open(request, names, this);
  }

  PublishDesk.Publication publication() {
    return publication;
  }

  /** The publisher left its seat; the next one on this message stream has one of its own. */
  void end(boolean announced) {
    over = true;
    publication.onEnd(announced);
  }

  @Override
  public Context context() {
    return connection.context();
  }

  @Override
  public String via() {
    return via.id();
  }

  @Override
  public Optional<AccessDecision> granted() {
    return via.granted();
  }

  @Override
  public void accept() {
    // An answer that comes late must not grant what was asked for since on the same stream.
    connection.replyLater(
        session -> {
          if (!over) {
            session.acceptPublish(streamId, System.nanoTime());
          }
        });
  }

  @Override
  public void reject(StatusCode code, String reason) {
    connection
        .context()
        .runOnContext(
            v -> {
              if (!over) {
                connection.reply(session -> session.rejectPublish(streamId, code, reason));
                connection.finish(new CloseReason(CloseReason.Kind.REFUSED, reason));
              }
            });
  }

  @Override
  public long bytesIn() {
    return connection.socket().bytesIn();
  }

  @Override
  public void close(CloseReason reason) {
    connection.context().runOnContext(v -> connection.finish(reason));
  }

  @Override
  public String toString() {
    return key.toString();
  }
}
