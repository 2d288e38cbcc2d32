package dev.weir.node;

import dev.weir.access.AccessDecision;
import dev.weir.access.AccessRequest;
import dev.weir.access.Admission;
import dev.weir.access.StreamKeySecret;
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
  private final NodePeer via;
  private StreamKey key;
  private Optional<Admission> admission = Optional.empty();
  private PublishDesk.Publication publication;
  private boolean over;

  PublisherSeat(ServerConnection connection, int streamId, StreamKey key, NodePeer via) {
    this.connection = connection;
    this.streamId = streamId;
    this.key = StreamKeySecret.masked(key);
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

  /** As it may be shown: until the policy has spoken, the name may be a secret. */
  StreamKey key() {
    return key;
  }

  Optional<Admission> admission() {
    return admission;
  }

  /** It may publish no longer, and the stream does not wait for its return. */
  void expel(String reason) {
    end(true);
    connection.reply(session -> session.rejectPublish(streamId, StatusCode.PUBLISH_DENIED, reason));
    connection.finish(new CloseReason(CloseReason.Kind.ACCESS_ENDED, reason));
  }

  @Override
  public void admit(AccessRequest request, AccessDecision decision) {
    key = decision.streamOf(request);
    admission = Optional.of(Admission.of(request, decision));
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
