package dev.weir.edge;

import dev.weir.cluster.StreamRecord;
import dev.weir.media.MediaFrame;
import dev.weir.media.MediaFrames;
import dev.weir.metrics.ConnectionKind;
import dev.weir.metrics.RegistryOperation;
import dev.weir.metrics.RegistryResult;
import dev.weir.node.NodeGround;
import dev.weir.node.NodeProtocol;
import dev.weir.rtmp.RtmpUrl;
import dev.weir.rtmp.message.DataMessage;
import dev.weir.rtmp.session.ClientEvent;
import dev.weir.rtmp.session.ClientTarget;
import dev.weir.stream.LiveStream;
import dev.weir.stream.LoopTimer;
import dev.weir.stream.StreamKey;
import dev.weir.stream.StreamNotFoundException;
import dev.weir.stream.StreamSource;
import dev.weir.transport.ClientConnection;
import dev.weir.transport.ClientHandler;
import dev.weir.transport.CloseReason;
import dev.weir.transport.RtmpDialer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream pulled from its owner.
 *
 * <pre>
 * SEEKING -- owner found, it plays --> LIVE -- the stream ends, or nobody listened for the linger time --> OVER
 * SEEKING -- the hold time passed --> OVER
 * </pre>
 *
 * <p>Lives on its stream's event loop; what other threads may call says so.
 */
final class OriginPull {
  private static final Logger LOG = LoggerFactory.getLogger(OriginPull.class);

  /**
   * Between two looks at the registry; hints make it quicker, this makes up for a hint that got
   * lost.
   */
  private static final long LOOK_AGAIN_MILLIS = 1_000;

  /** After an owner that could not be reached: the record may be stale, the next one is better. */
  private static final long RETRY_MILLIS = 250;

  /** Timers may fire a little early by the other clock. */
  private static final long TIMER_SLACK_NANOS = 50_000_000;

  private enum State {
    SEEKING,
    LIVE,
    OVER
  }

  private final PullDesk desk;
  private final NodeGround ground;
  private final RtmpDialer dialer;
  private final StreamKey key;
  private final Context context;
  private final LoopTimer timer;
  private final Promise<LiveStream> ready = Promise.promise();
  private final LiveStream stream;

  private State state = State.SEEKING;
  private boolean asking;
  private boolean askAgain;
  private long lastAskedNanos = System.nanoTime();
  private ClientConnection connection;
  private volatile StreamRecord owner;

  OriginPull(PullDesk desk, NodeGround ground, RtmpDialer dialer, StreamKey key, Context context) {
    this.desk = desk;
    this.ground = ground;
    this.dialer = dialer;
    this.key = key;
    this.context = context;
    this.timer = ground.timer(context);
    this.stream = ground.newStream(key, context);
  }

  StreamKey key() {
    return key;
  }

  /** The stream once it is live; fails when nobody publishes it. Any thread. */
  Future<LiveStream> ready() {
    return ready.future();
  }

  /** Who is pulled from; null before. Any thread. */
  StreamRecord owner() {
    return owner;
  }

  void start() {
    stream.whenIdle(this::linger);
    ask();
    giveUpLater(ground.hold().toNanos());
  }

  /** One more player asks for the stream. Any thread. */
  void touch() {
    context.runOnContext(v -> lastAskedNanos = System.nanoTime());
  }

  /** The registry has news. Any thread. */
  void look() {
    context.runOnContext(v -> ask());
  }

  /** Ends it. Any thread. */
  void stop() {
    context.runOnContext(v -> end("the node stops"));
  }

  private void ask() {
    if (state != State.SEEKING || connection != null) {
      return;
    }
    if (asking) {
      askAgain = true;
      return;
    }
    asking = true;
    long begun = System.nanoTime();
    ground
        .registry()
        .locate(key)
        .onComplete(
            (found, failure) -> {
              RegistryResult result = failure == null ? RegistryResult.OK : RegistryResult.FAILED;
              ground
                  .metrics()
                  .registryOperation(RegistryOperation.LOCATE, result, System.nanoTime() - begun);
              context.runOnContext(v -> answered(failure == null ? found : Optional.empty()));
            });
  }

  private void answered(Optional<StreamRecord> found) {
    asking = false;
    if (state != State.SEEKING) {
      return;
    }
    if (found.isPresent()) {
      dial(found.get());
    } else if (askAgain) {
      askAgain = false;
      ask();
    } else {
      timer.after(LOOK_AGAIN_MILLIS, this::ask);
    }
  }

  private void dial(StreamRecord record) {
    asking = true;
    owner = record;
    RtmpUrl url = new RtmpUrl(record.host(), record.port(), key.app(), key.name());
    ClientTarget target =
        ClientTarget.of(ClientTarget.Role.PLAY, url)
            .with(NodeProtocol.CONNECT_PROPERTY, NodeProtocol.from(ground.nodeId()))
            .enhanced();
    ground.metrics().pullStarted();
    dialer
        .dial(record.host(), record.port(), target, link -> new Upstream(link))
        .onComplete(
            (dialled, failure) ->
                context.runOnContext(
                    v -> {
                      asking = false;
                      if (failure != null) {
                        LOG.atWarn()
                            .addKeyValue("stream", key)
                            .addKeyValue("origin", record.originId())
                            .addKeyValue("reason", failure.getMessage())
                            .log("pull-failed");
                        timer.after(RETRY_MILLIS, this::ask);
                      }
                    }));
  }

  private void live() {
    state = State.LIVE;
    ground.metrics().streamOpened();
    ground.hub().add(stream);
    LOG.atInfo()
        .addKeyValue("stream", key)
        .addKeyValue("origin", owner.originId())
        .addKeyValue("epoch", owner.epoch())
        .log("pull-live");
    ready.complete(stream);
    // A player may have left while it was held; then nobody ever comes, and nobody ever leaves.
    linger();
  }

  private void linger() {
    long idleNanos = ground.linger().toNanos() - TIMER_SLACK_NANOS;
    timer.after(
        Math.max(1, ground.linger().toMillis()),
        () -> {
          if (state == State.LIVE && stream.isIdle(idleNanos, System.nanoTime())) {
            end("nobody listens");
          }
        });
  }

  /** Nobody waits any longer once the hold time passed since the last player asked. */
  private void giveUpLater(long nanos) {
    timer.after(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)), this::giveUp);
  }

  private void giveUp() {
    if (state == State.SEEKING) {
      long left = ground.hold().toNanos() - (System.nanoTime() - lastAskedNanos);
      if (left > TIMER_SLACK_NANOS) {
        giveUpLater(left);
      } else {
        end("nobody publishes it");
      }
    }
  }

  private void end(String why) {
    if (state == State.OVER) {
      return;
    }
    boolean wasLive = state == State.LIVE;
    state = State.OVER;
    desk.forget(this);
    if (connection != null) {
      connection.finish();
    }
    if (wasLive) {
      ground.hub().remove(stream);
      ground.metrics().streamClosed();
      LOG.atInfo().addKeyValue("stream", key).addKeyValue("reason", why).log("pull-ended");
    } else {
      ready.tryFail(new StreamNotFoundException("No such stream: " + key + "."));
    }
    stream.end();
  }

  /** The connection to the owner. */
  private final class Upstream implements ClientHandler {
    private final RtmpDialer.Link link;
    private final StreamSource source;

    Upstream(RtmpDialer.Link link) {
      this.link = link;
      this.source = stream.attach(owner.originId());
      ground.metrics().connectionOpened(ConnectionKind.UPSTREAM);
    }

    @Override
    public void onHandshakeDone(ClientEvent.HandshakeDone event) {
      connection = link.connection();
    }

    @Override
    public void onConnected(ClientEvent.Connected event) {
      // Play follows by itself.
    }

    @Override
    public void onStarted(ClientEvent.Started event) {
      if (state == State.SEEKING) {
        live();
      } else {
        link.connection().finish();
      }
    }

    @Override
    public void onMedia(ClientEvent.Media event) {
      MediaFrame frame =
          event.video()
              ? MediaFrames.video(event.timestamp(), event.payload())
              : MediaFrames.audio(event.timestamp(), event.payload());
      ground.metrics().bytesIn(frame.size());
      ground.metrics().frameIn(frame.kind());
      source.onFrame(frame);
    }

    @Override
    public void onData(ClientEvent.Data event) {
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
      // The registry knows better who owns the stream than the node that leaves.
      LOG.debug("pull-reconnect-requested stream={}", key);
    }

    @Override
    public void onRefused(ClientEvent.Refused event) {
      LOG.atWarn()
          .addKeyValue("stream", key)
          .addKeyValue("code", event.code())
          .addKeyValue("reason", event.description())
          .log("pull-refused");
      link.connection().close(new CloseReason(CloseReason.Kind.REFUSED, event.code()));
    }

    @Override
    public void onEnded(ClientEvent.Ended event) {
      end("the publisher ended it");
    }

    @Override
    public void onReadComplete() {
      source.onReadComplete();
    }

    @Override
    public void onClosed(CloseReason reason) {
      ground.metrics().connectionClosed(ConnectionKind.UPSTREAM);
      connection = null;
      source.detach();
      if (state == State.LIVE) {
        end("the connection to the origin broke");
      } else if (state == State.SEEKING) {
        timer.after(RETRY_MILLIS, OriginPull.this::ask);
      }
    }
  }
}
