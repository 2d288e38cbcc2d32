package dev.weir.node;

import dev.weir.access.AccessDecision;
import dev.weir.access.AccessPolicy;
import dev.weir.access.AccessRequest;
import dev.weir.access.Admission;
import dev.weir.access.StreamKeySecret;
import dev.weir.rtmp.message.StatusCode;
import dev.weir.stream.StreamKey;
import dev.weir.transport.CloseReason;
import dev.weir.transport.ServerConnection;
import io.vertx.core.Context;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A publisher on one message stream: carries the desk's answers to its connection. */
final class PublisherSeat implements PublishDesk.Publisher {
  private final ServerConnection connection;
  private final int streamId;
  private final NodePeer via;
  private final AccessPolicy policy;
  private final IngestLimit limit;
  private final Consumer<StreamKey> onAdmitted;
  private StreamKey key;
  private Optional<Admission> admission = Optional.empty();
  private PublishDesk.Publication publication;
  private IngestPace pace;
  private long counted;
  private boolean over;

  /**
   * @param via the node that passes it on
   * @param policy has its place, while it has one
   * @param limit how fast it may send
   * @param onAdmitted hears what it may publish, when it may
   */
  PublisherSeat(
      ServerConnection connection,
      int streamId,
      StreamKey key,
      NodePeer via,
      AccessPolicy policy,
      IngestLimit limit,
      Consumer<StreamKey> onAdmitted) {
    this.connection = connection;
    this.streamId = streamId;
    this.key = StreamKeySecret.masked(key);
    this.via = via;
    this.policy = policy;
    this.limit = limit;
    this.onAdmitted = onAdmitted;
  }

  void open(PublishDesk desk, AccessRequest request, PublishDesk.Names names) {
    publication = desk.open(request, names, this);
  }

  PublishDesk.Publication publication() {
    return publication;
  }

  /** All of one read is handed over; looks at how much that was. */
  void onReadComplete() {
    publication.onReadComplete();
    if (pace == null) {
      return;
    }
    long in = bytesIn();
    long pause = pace.spend(in - counted, System.nanoTime());
    counted = in;
    if (pause == IngestPace.TOO_LONG) {
      limit.closed(key, connection.socket().remoteAddress());
      pace = null;
      reject(StatusCode.PUBLISH_REJECTED, "The stream's bitrate is higher than allowed.");
    } else if (pause > 0) {
      limit.slowed();
      rest(pause);
    }
  }

  private void rest(long nanos) {
    connection.socket().reading(false);
    connection
        .context()
        .owner()
        .setTimer(
            Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)),
            id -> connection.context().runOnContext(v -> connection.socket().reading(true)));
  }

  /** The publisher left its seat; the next one on this message stream has one of its own. */
  void end(boolean announced) {
    over = true;
    pace = null;
    publication.onEnd(announced);
    admission.ifPresent(place -> policy.end(place.request(), place.decision()));
    admission = Optional.empty();
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
  public Optional<AccessDecision> admit(AccessRequest request, AccessDecision decision) {
    if (over) {
      return Optional.empty();
    }
    key = decision.streamOf(request);
    Admission granted = Admission.of(request, decision);
    Optional<AccessDecision> refusal = policy.begin(granted.request(), decision);
    if (refusal.isEmpty()) {
      admission = Optional.of(granted);
      counted = bytesIn();
      pace = limit.pace(decision, System.nanoTime());
      onAdmitted.accept(key);
    }
    return refusal;
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
