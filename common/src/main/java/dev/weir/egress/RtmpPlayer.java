package dev.weir.egress;

import dev.weir.access.AccessDecision;
import dev.weir.access.AccessPolicy;
import dev.weir.access.AccessRequest;
import dev.weir.access.Admission;
import dev.weir.access.StreamKeySecret;
import dev.weir.metrics.NodeMetrics;
import dev.weir.rtmp.message.StatusCode;
import dev.weir.stream.EncodedBatch;
import dev.weir.stream.LiveStream;
import dev.weir.stream.LoopPace;
import dev.weir.stream.PlayerGate;
import dev.weir.stream.PlayerLimits;
import dev.weir.stream.QueueBudget;
import dev.weir.stream.StreamKey;
import dev.weir.stream.Subscriber;
import dev.weir.stream.Subscription;
import dev.weir.transport.CloseReason;
import dev.weir.transport.RtmpSocket;
import dev.weir.transport.ServerConnection;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Context;
import java.util.Optional;

/**
 * One RTMP player: waits for its stream, then writes what the gate admits of each batch, in one
 * write where it admits all. Everything happens on the connection's event loop.
 */
public final class RtmpPlayer implements Subscriber {
  private enum State {
    WAITING,
    PLAYING,
    OVER
  }

  private final ServerConnection connection;
  private final RtmpSocket socket;
  private final int streamId;
  private final PlayerLimits limits;
  private final NodeMetrics metrics;
  private final long requestedNanos = System.nanoTime();
  private final QueueBudget budget;
  private final PlayerGate gate;
  private State state = State.WAITING;
  private StreamKey key;
  private Optional<Admission> admission = Optional.empty();
  private Subscription subscription;
  private boolean paused;
  private boolean pictureSent;
  private long reported;

  /** Gives its places back. */
  private Runnable giveBack = () -> {};

  RtmpPlayer(
      ServerConnection connection,
      int streamId,
      StreamKey key,
      PlayerLimits limits,
      QueueBudget budget,
      NodeMetrics metrics) {
    this.connection = connection;
    this.socket = connection.socket();
    this.streamId = streamId;
    this.key = StreamKeySecret.masked(key);
    this.limits = limits;
    this.budget = budget;
    this.metrics = metrics;
    this.gate = new PlayerGate(limits);
  }

  /** The stream that it asked for; while the policy has not spoken, as it may be shown. */
  public StreamKey key() {
    return key;
  }

  /** On what terms it plays; empty while the policy has not spoken. */
  public Optional<Admission> admission() {
    return admission;
  }

  /** It may play no longer. */
  public void expel(String reason) {
    if (state != State.OVER) {
      if (subscription != null) {
        subscription.cancel();
      }
      end(StatusCode.PLAY_FAILED, reason, CloseReason.Kind.ACCESS_ENDED);
    }
  }

  /** Bytes that wait to be sent. */
  public long queueBytes() {
    return socket.unsent();
  }

  /**
   * pause: nothing more is sent; going on starts as a newcomer does, with headers and the cached
   * GOP.
   */
  public void pause(boolean nowPaused) {
    if (state != State.PLAYING) {
      return;
    }
    boolean resumes = paused && !nowPaused;
    paused = nowPaused;
    if (resumes) {
      LiveStream stream = subscription.stream();
      subscription.cancel();
      subscription = stream.subscribe(this);
    }
  }

  /** receiveAudio, receiveVideo. */
  public void receive(boolean video, boolean wanted) {
    if (video) {
      gate.wantVideo(wanted);
    } else {
      gate.wantAudio(wanted);
    }
  }

  /** The player left, or the connection is gone. */
  public void close() {
    state = State.OVER;
    report(0);
    if (subscription != null) {
      subscription.cancel();
    }
    giveBack.run();
    giveBack = () -> {};
  }

  /** Once a second: a player that takes nothing is closed. */
  public void onTick(long nowNanos) {
    report(socket.unsent());
    gate.cap(budget.cap());
    if (state == State.PLAYING && gate.isStalled(socket.unsent(), nowNanos)) {
      connection.close(
          new CloseReason(
              CloseReason.Kind.STALLED,
              "took too little for " + limits.stallMillis() + " ms; unsent=" + socket.unsent()));
    }
  }

  @Override
  public Context context() {
    return connection.context();
  }

  @Override
  public LoopPace pace() {
    return connection.load();
  }

  @Override
  public void onJoin(Join join) {
    if (paused) {
      return;
    }
    long bytes = 0;
    long timestamp = 0;
    if (join.headers() != null) {
      bytes += write(join.headers(), 0, join.headers().count());
      timestamp = join.headers().lastTimestamp();
    }
    int from = join.skipInFirst();
    for (EncodedBatch batch : join.gop()) {
      bytes += write(batch, from, batch.count());
      timestamp = batch.lastTimestamp();
      from = 0;
    }
    socket.flush();
    gate.joined(bytes, timestamp, join.gop().length > 0, socket.unsent());
    if (join.gop().length > 0) {
      firstPicture();
    }
  }

  @Override
  public void onBatch(EncodedBatch batch) {
    if (paused) {
      return;
    }
    boolean whole = gate.admits(socket.unsent());
    int bytes;
    if (whole && streamId == EncodedBatch.STREAM_ID) {
      if (!pictureSent && batch.keyIndex() >= 0) {
        firstPicture();
      }
      socket.send(batch.bytes());
      bytes = batch.size();
    } else {
      bytes = whole ? write(batch, 0, batch.count()) : writeAdmitted(batch);
      socket.flush();
    }
    if (bytes > 0) {
      long unsent = socket.unsent();
      gate.wrote(bytes, batch.lastTimestamp(), unsent);
      if (unsent > 0) {
        gate.watch(unsent, System.nanoTime());
      }
    }
  }

  @Override
  public void onGap() {
    gate.lost();
  }

  @Override
  public void onEnd() {
    state = State.OVER;
    connection.reply(session -> session.endPlay(streamId, key.name()));
    connection.finish(new CloseReason(CloseReason.Kind.ENDED, "the stream ended"));
  }

  /** No word of an end: an edge looks for the stream's new place, and a player may come again. */
  @Override
  public void onMoved() {
    state = State.OVER;
    connection.finish(new CloseReason(CloseReason.Kind.MOVED, "the stream moved to another node"));
  }

  boolean isWaiting() {
    return state == State.WAITING;
  }

  /** It takes its place; the refusal when there is none. */
  Optional<AccessDecision> admit(
      AccessPolicy policy, AccessRequest request, AccessDecision decision) {
    key = decision.streamOf(request);
    Admission granted = Admission.of(request, decision);
    Optional<AccessDecision> refusal = policy.begin(granted.request(), decision);
    if (refusal.isEmpty()) {
      admission = Optional.of(granted);
      holds(() -> policy.end(granted.request(), decision));
    }
    return refusal;
  }

  /** It takes a place of this node; in words why there is none. */
  Optional<String> enter(Overload overload) {
    Optional<String> refusal = overload.enter();
    if (refusal.isEmpty()) {
      holds(overload::leave);
    }
    return refusal;
  }

  /**
   * The stream is there.
   *
   * @param node see {@link PlayDesk#open}
   */
  void start(LiveStream stream, boolean node) {
    state = State.PLAYING;
    String clock = node ? stream.clock() : "";
    connection.reply(session -> session.acceptPlay(streamId, key.name(), clock));
    // An answer may find the connection closed, and then close() came before this.
    if (state == State.PLAYING) {
      metrics.joined();
      subscription = stream.subscribe(this);
    }
  }

  void reject(StatusCode code, String reason) {
    end(code, reason, CloseReason.Kind.REFUSED);
  }

  private void end(StatusCode code, String reason, CloseReason.Kind kind) {
    state = State.OVER;
    admission = Optional.empty();
    connection.reply(session -> session.rejectPlay(streamId, code, reason));
    connection.finish(new CloseReason(kind, reason));
  }

  private void holds(Runnable place) {
    Runnable others = giveBack;
    giveBack =
        () -> {
          others.run();
          place.run();
        };
  }

  private void report(long unsent) {
    budget.report(unsent - reported);
    reported = unsent;
  }

  private int writeAdmitted(EncodedBatch batch) {
    int written = 0;
    int skipped = 0;
    int runStart = -1;
    for (int i = 0; i < batch.count(); i++) {
      boolean admitted = gate.admits(batch, i);
      skipped += admitted ? 0 : 1;
      if (admitted && runStart < 0) {
        runStart = i;
      } else if (!admitted && runStart >= 0) {
        written += write(batch, runStart, i);
        runStart = -1;
      }
    }
    if (runStart >= 0) {
      written += write(batch, runStart, batch.count());
    }
    if (gate.isSkipping()) {
      metrics.framesSkipped(skipped);
    }
    return written;
  }

  private int write(EncodedBatch batch, int from, int to) {
    if (!pictureSent && batch.keyIndex() >= from) {
      firstPicture();
    }
    ByteBuf bytes = batch.shareFor(streamId, from, to);
    int size = bytes.readableBytes();
    socket.write(bytes);
    return size;
  }

  private void firstPicture() {
    if (!pictureSent) {
      pictureSent = true;
      metrics.firstFrame(System.nanoTime() - requestedNanos);
    }
  }
}
