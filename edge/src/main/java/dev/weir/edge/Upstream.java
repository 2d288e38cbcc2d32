package dev.weir.edge;

import dev.weir.cluster.StreamRecord;
import dev.weir.media.MediaFrame;
import dev.weir.media.MediaFrames;
import dev.weir.metrics.ConnectionKind;
import dev.weir.node.NodeGround;
import dev.weir.rtmp.RtmpUrl;
import dev.weir.rtmp.message.DataMessage;
import dev.weir.rtmp.session.ClientEvent;
import dev.weir.rtmp.session.ClientTarget;
import dev.weir.stream.LiveStream;
import dev.weir.stream.LoopTimer;
import dev.weir.stream.StreamKey;
import dev.weir.stream.StreamSource;
import dev.weir.transport.ClientConnection;
import dev.weir.transport.ClientHandler;
import dev.weir.transport.CloseReason;
import dev.weir.transport.RtmpDialer;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to an origin that owns a stream, from the dialling to the end: a source of the
 * stream. On the stream's loop.
 */
final class Upstream implements ClientHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Upstream.class);

  /**
   * A node of the cluster answers in milliseconds or is not there; while a path is cut, a new
   * attempt finds it healed sooner than the kernel's next try of the old one.
   */
  private static final int CONNECT_MILLIS = 700;

  private static final long TICK_MILLIS = 250;

  /** Ticks, not a clock: after this node itself was frozen, what came meanwhile is read first. */
  private static final int PING_TICKS = 4;

  private static final int DEAD_TICKS = 10;

  private static final long DELIVERING_NANOS = 1_000_000_000;

  /** Hears what becomes of it. */
  interface Listener {
    /** The origin grants play. */
    void onPlaying(Upstream upstream);

    /** The stream takes its frames from here. */
    void onLeading(Upstream upstream);

    /** No media for a second; and again every second. */
    void onSilent(Upstream upstream);

    /** The origin goes away; it serves the stream as long as it can. */
    void onLeaving(Upstream upstream);

    /** The origin says that the stream is over. */
    void onEnded(Upstream upstream);

    /** It could not be reached, it refused, or it broke; nothing follows. */
    void onGone(Upstream upstream, String reason);
  }

  private final NodeGround ground;
  private final StreamKey key;
  private final StreamRecord record;
  private final LoopTimer timer;
  private final Listener listener;
  private final LiveStream stream;
  private final long begunNanos;
  private StreamSource source;
  private ClientConnection connection;
  private boolean playing;
  private boolean over;
  private String reason = "the connection broke";
  private long mediaNanos;
  private long seenBytes;
  private int quietTicks;
  private int ticks;

  Upstream(
      NodeGround ground,
      LiveStream stream,
      StreamRecord record,
      LoopTimer timer,
      Listener listener) {
    this.ground = ground;
    this.key = stream.key();
    this.stream = stream;
    this.record = record;
    this.timer = timer;
    this.listener = listener;
    this.begunNanos = timer.nowNanos();
  }

  /** The claim that it was dialled for. */
  StreamRecord record() {
    return record;
  }

  /** Since it was dialled. */
  long ageNanos() {
    return timer.nowNanos() - begunNanos;
  }

  boolean isPlaying() {
    return playing;
  }

  /** Whether media came within the last second. */
  boolean isDelivering() {
    return playing && timer.nowNanos() - mediaNanos < DELIVERING_NANOS;
  }

  void dial(RtmpDialer dialer) {
    int port = dialer.isSecure() ? record.tlsPort() : record.port();
    if (port == 0) {
      String why = "cluster.tls is set here, but the origin has no rtmps.port";
      stream.context().runOnContext(v -> gone(why));
      return;
    }
    RtmpUrl url = new RtmpUrl(dialer.isSecure(), record.host(), port, key.app(), key.name());
    ClientTarget target = ClientTarget.of(ClientTarget.Role.PLAY, url).enhanced();
    ClientTarget introduced =
        ground.trust().introduce(target, record.originId(), key, Optional.empty());
    ground.metrics().pullStarted();
    dialer
        .dial(record.host(), port, CONNECT_MILLIS, introduced, link -> opened())
        .onComplete(
            (dialled, failure) -> stream.context().runOnContext(v -> dialled(dialled, failure)));
  }

  /** Nothing more is wanted from it; the listener hears nothing more. */
  void close() {
    if (!over) {
      leave();
      if (connection != null) {
        connection.finish();
      }
    }
  }

  private ClientHandler opened() {
    ground.metrics().connectionOpened(ConnectionKind.UPSTREAM);
    return this;
  }

  private void dialled(ClientConnection dialled, Throwable failure) {
    if (failure != null) {
      gone(String.valueOf(failure.getMessage()));
    } else if (over) {
      dialled.close(new CloseReason(CloseReason.Kind.ENDED, "no longer wanted"));
    } else {
      connection = dialled;
      timer.after(TICK_MILLIS, this::tick);
    }
  }

  private void tick() {
    if (over) {
      return;
    }
    long bytes = connection.socket().bytesIn();
    quietTicks = bytes == seenBytes ? quietTicks + 1 : 0;
    seenBytes = bytes;
    if (quietTicks == PING_TICKS) {
      connection.ping();
    } else if (quietTicks >= DEAD_TICKS) {
      drop("the origin is silent");
      return;
    }
    ticks++;
    if (playing && !isDelivering() && ticks % PING_TICKS == 0) {
      listener.onSilent(this);
    }
    timer.after(TICK_MILLIS, this::tick);
  }

  private void drop(String why) {
    reason = why;
    if (connection != null) {
      connection.close(new CloseReason(CloseReason.Kind.FAILURE, why));
    }
  }

  private void gone(String why) {
    if (!over) {
      leave();
      listener.onGone(this, why);
    }
  }

  private void leave() {
    over = true;
    if (source != null) {
      source.detach();
    }
  }

  @Override
  public void onHandshakeDone(ClientEvent.HandshakeDone event) {
    // Connect follows by itself.
  }

  @Override
  public void onConnected(ClientEvent.Connected event) {
    if (!over) {
      // Of an origin that does not name its clock: all that it sends for one claim has the same.
      source = stream.attach(record.originId(), record.originId() + "/" + record.epoch());
    }
  }

  @Override
  public void onStarted(ClientEvent.Started event) {
    if (!over) {
      playing = true;
      if (!event.clock().isEmpty()) {
        // An origin may claim a stream anew that goes on (its claim was lost, and nobody else has
        // one), or begin another stream for the same claim; what it says itself is right.
        source.countBy(record.originId() + "/" + event.clock());
      }
      mediaNanos = timer.nowNanos();
      listener.onPlaying(this);
      source.whenCurrent(() -> listener.onLeading(this));
    }
  }

  @Override
  public void onMedia(ClientEvent.Media event) {
    if (source == null) {
      event.release();
      return;
    }
    MediaFrame frame =
        event.video()
            ? MediaFrames.video(event.timestamp(), event.payload())
            : MediaFrames.audio(event.timestamp(), event.payload());
    ground.metrics().bytesIn(frame.size());
    ground.metrics().frameIn(frame.kind());
    mediaNanos = timer.nowNanos();
    source.onFrame(frame);
  }

  @Override
  public void onData(ClientEvent.Data event) {
    if (source == null) {
      event.release();
      return;
    }
    if (event.kind() == DataMessage.Kind.CLEAR_METADATA) {
      event.release();
      source.onMetadataCleared();
      return;
    }
    MediaFrame frame = MediaFrames.data(event.timestamp(), event.payload());
    if (event.kind() == DataMessage.Kind.METADATA) {
      source.onMetadata(frame);
    } else {
      source.onFrame(frame);
    }
  }

  @Override
  public void onStatus(ClientEvent.Status event) {
    LOG.debug("pull-status stream={} code={}", key, event.code());
  }

  @Override
  public void onReconnectRequested(ClientEvent.ReconnectRequested event) {
    // The registry knows better who owns the stream next than the node that leaves; until somebody
    // does, this one goes on.
    if (!over) {
      listener.onLeaving(this);
    }
  }

  @Override
  public void onRefused(ClientEvent.Refused event) {
    drop("refused: " + event.code() + " " + event.description());
  }

  @Override
  public void onEnded(ClientEvent.Ended event) {
    if (!over) {
      listener.onEnded(this);
    }
  }

  @Override
  public void onReadComplete() {
    if (source != null) {
      source.onReadComplete();
    }
  }

  @Override
  public void onClosed(CloseReason why) {
    ground.metrics().connectionClosed(ConnectionKind.UPSTREAM);
    gone(why.detail().isEmpty() ? reason : why.detail());
  }
}
