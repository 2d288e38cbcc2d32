package dev.weir.edge;

import dev.weir.media.FrameKind;
import dev.weir.media.MediaFrame;
import dev.weir.metrics.ConnectionKind;
import dev.weir.metrics.NodeMetrics;
import dev.weir.metrics.RequestKind;
import dev.weir.metrics.RequestResult;
import dev.weir.node.NodeGround;
import dev.weir.node.PublishDesk;
import dev.weir.rtmp.message.MessageType;
import dev.weir.rtmp.message.StatusCode;
import dev.weir.rtmp.session.ClientEvent;
import dev.weir.rtmp.session.ClientSession;
import dev.weir.stream.LoopTimer;
import dev.weir.stream.StreamHeaders;
import dev.weir.transport.ClientHandler;
import dev.weir.transport.CloseReason;
import dev.weir.transport.RtmpDialer;
import io.vertx.core.Future;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One publisher passed on to an origin. Lives on the publisher's event loop, and so do the
 * connections onwards.
 *
 * <p>An origin that leaves asks for a move: the next one is dialled while the first still takes
 * frames, and the publisher changes over between two frames, at a key frame. It notices nothing,
 * and no frame is lost.
 */
final class PublishForward implements PublishDesk.Publication {
  private static final Logger LOG = LoggerFactory.getLogger(PublishForward.class);

  /**
   * Unsent bytes past which frames are left out until a key frame: the origin is far behind, or
   * gone.
   */
  private static final long MAX_UNSENT = 8 << 20;

  /** The old origin goes on meanwhile, and has the last word on how long. */
  private static final long MOVE_AGAIN_MILLIS = 500;

  private final PublishDesk.Publisher publisher;
  private final NodeMetrics metrics;
  private final ForwardDesk.Route route;
  private final LoopTimer timer;
  private final StreamHeaders headers = new StreamHeaders();

  /** Takes the frames; null before the first, and when it broke in a move. */
  private Upstream current;

  /** Takes them from the next key frame on, once it is started; null when there is no move. */
  private Upstream next;

  private boolean accepted;
  private boolean moving;
  private boolean skipping;
  private boolean over;

  PublishForward(PublishDesk.Publisher publisher, NodeGround ground, ForwardDesk.Route route) {
    this.publisher = publisher;
    this.metrics = ground.metrics();
    this.route = route;
    this.timer = ground.timer(publisher.context());
  }

  boolean isOver() {
    return over;
  }

  void refuse(StatusCode code, String reason) {
    if (!over) {
      end();
      publisher.reject(code, reason);
    }
  }

  /** Dials the first origin. */
  void begin(Origin origin) {
    route
        .dial(
            origin,
            link -> {
              current = new Upstream(origin, link);
              return current;
            })
        .onFailure(
            e -> {
              metrics.request(RequestKind.PUBLISH, RequestResult.FAILED);
              refuse(StatusCode.PUBLISH_REJECTED, "No origin can be reached; try again.");
            });
  }

  @Override
  public void onFrame(MediaFrame frame) {
    try {
      if (over) {
        return;
      }
      if (frame.header()) {
        headers.keep(frame);
      }
      if (next != null && next.started && isEntry(frame)) {
        changeOver(frame.timestamp());
      }
      if (current != null && current.started && admits(frame)) {
        current.send(frame);
      }
    } finally {
      frame.release();
    }
  }

  @Override
  public void onMetadata(MediaFrame frame) {
    if (!over) {
      headers.keepMetadata(frame);
    }
    onFrame(frame);
  }

  @Override
  public void onMetadataCleared() {
    // The origin keeps the old metadata until new ones come or the stream ends; it harms nobody.
    headers.clearMetadata();
  }

  @Override
  public void onReadComplete() {
    if (current != null && current.started) {
      current.link.connection().flush();
    }
  }

  @Override
  public void onEnd(boolean announced) {
    Upstream[] upstreams = {current, next};
    end();
    for (Upstream upstream : upstreams) {
      if (upstream == null || upstream.link.connection() == null) {
        continue;
      }
      // Its last frames may have come in the same read, and wait to be sent.
      if (announced) {
        upstream.link.connection().finish();
      } else {
        upstream
            .link
            .connection()
            .breakOff(new CloseReason(CloseReason.Kind.PEER, "the publisher's connection broke"));
      }
    }
  }

  private void end() {
    over = true;
    headers.clear();
  }

  private boolean admits(MediaFrame frame) {
    if (frame.header() || frame.kind() == FrameKind.DATA) {
      return true;
    }
    if (current.link.connection().socket().unsent() > MAX_UNSENT) {
      skipping = true;
    } else if (skipping && frame.keyFrame()) {
      skipping = false;
    }
    if (skipping) {
      metrics.framesSkipped(1);
    }
    return !skipping;
  }

  /** Where a new origin's players can begin. */
  private boolean isEntry(MediaFrame frame) {
    return frame.keyFrame()
        || (headers.videoHeader() == null && frame.kind() == FrameKind.AUDIO && !frame.header());
  }

  private void changeOver(long timestamp) {
    Upstream old = current;
    current = next;
    next = null;
    moving = false;
    skipping = false;
    headers.at(timestamp).forEach(current::send);
    LOG.atInfo()
        .addKeyValue("stream", route.key())
        .addKeyValue("from", old == null ? "" : old.origin)
        .addKeyValue("to", current.origin)
        .log("forward-moved");
    if (old != null) {
      // The new one owns the stream by now; to the old one this is a leave and no end.
      old.link.connection().finish();
    }
  }

  private void move(Optional<Origin> wanted) {
    if (!moving && !over) {
      moving = true;
      wanted.map(Future::succeededFuture).orElseGet(route::choose).onComplete(this::moveTo);
    }
  }

  private void moveTo(Origin origin, Throwable failure) {
    publisher
        .context()
        .runOnContext(
            v -> {
              if (over || !moving) {
                return;
              }
              if (failure != null || (current != null && origin.equals(current.origin))) {
                moveFailed(failure == null ? "no other origin" : failure.getMessage());
                return;
              }
              route
                  .dial(
                      origin,
                      link -> {
                        next = new Upstream(origin, link);
                        return next;
                      })
                  .onFailure(e -> moveFailed(e.getMessage()));
            });
  }

  private void moveFailed(String why) {
    LOG.atWarn()
        .addKeyValue("stream", route.key())
        .addKeyValue("reason", why)
        .log("forward-move-failed");
    next = null;
    moving = false;
    if (current == null) {
      broken();
    } else {
      timer.after(MOVE_AGAIN_MILLIS, () -> move(Optional.empty()));
    }
  }

  /** The encoder reconnects, and finds an origin that lives. */
  private void broken() {
    if (!over) {
      end();
      publisher.close(
          new CloseReason(CloseReason.Kind.FAILURE, "the connection to the origin broke"));
    }
  }

  private void closed(Upstream upstream, String why) {
    if (upstream == next) {
      moveFailed(why);
    } else if (upstream == current) {
      current = null;
      if (next == null) {
        broken();
      }
    }
  }

  /** A connection to an origin. */
  private final class Upstream implements ClientHandler {
    private final Origin origin;
    private final RtmpDialer.Link link;
    private boolean started;
    private String refusal = "";

    Upstream(Origin origin, RtmpDialer.Link link) {
      this.origin = origin;
      this.link = link;
      metrics.connectionOpened(ConnectionKind.UPSTREAM);
    }

    void send(MediaFrame frame) {
      int type = type(frame.kind());
      link.connection().use(session -> publish(session, type, frame));
    }

    /** The server may have ended the role in this very read. */
    private static void publish(ClientSession session, int type, MediaFrame frame) {
      if (session.isStarted()) {
        session.publish(type, frame.timestamp(), frame.payload());
      }
    }

    private static int type(FrameKind kind) {
      return switch (kind) {
        case AUDIO -> MessageType.AUDIO;
        case VIDEO -> MessageType.VIDEO;
        case DATA -> MessageType.DATA_AMF0;
      };
    }

    @Override
    public void onHandshakeDone(ClientEvent.HandshakeDone event) {
      if (over) {
        link.connection().close(new CloseReason(CloseReason.Kind.PEER, "the publisher is gone"));
      }
    }

    @Override
    public void onConnected(ClientEvent.Connected event) {
      // Publish follows by itself.
    }

    @Override
    public void onStarted(ClientEvent.Started event) {
      if (over) {
        return;
      }
      started = true;
      if (!accepted) {
        accepted = true;
        metrics.request(RequestKind.PUBLISH, RequestResult.ACCEPTED);
        publisher.accept();
      }
    }

    @Override
    public void onMedia(ClientEvent.Media event) {
      event.release();
    }

    @Override
    public void onData(ClientEvent.Data event) {
      event.release();
    }

    @Override
    public void onStatus(ClientEvent.Status event) {
      LOG.debug("forward-status stream={} code={}", route.key(), event.code());
    }

    @Override
    public void onReconnectRequested(ClientEvent.ReconnectRequested event) {
      LOG.atInfo()
          .addKeyValue("stream", route.key())
          .addKeyValue("from", origin)
          .log("forward-reconnect-requested");
      if (this == current) {
        // The one it names may be itself: then we choose.
        move(Origin.of(event.tcUrl()).filter(this::isAnother));
      }
    }

    private boolean isAnother(Origin named) {
      return !named.equals(origin) && named.secure() == origin.secure();
    }

    @Override
    public void onRefused(ClientEvent.Refused event) {
      refusal = event.code() + ": " + event.description();
      if (!accepted) {
        metrics.request(RequestKind.PUBLISH, RequestResult.TAKEN);
        refuse(code(event.code()), event.description());
      }
      link.connection().close(new CloseReason(CloseReason.Kind.REFUSED, event.code()));
    }

    @Override
    public void onEnded(ClientEvent.Ended event) {
      if (this == current && next == null) {
        publisher.close(new CloseReason(CloseReason.Kind.ENDED, event.code()));
      }
    }

    @Override
    public void onReadComplete() {
      // Nothing comes in batches here.
    }

    @Override
    public void onClosed(CloseReason reason) {
      metrics.connectionClosed(ConnectionKind.UPSTREAM);
      started = false;
      closed(this, refusal.isEmpty() ? "the connection broke" : refusal);
    }

    private StatusCode code(String code) {
      for (StatusCode known : StatusCode.values()) {
        if (known.code().equals(code) && known.isError()) {
          return known;
        }
      }
      return StatusCode.PUBLISH_REJECTED;
    }
  }
}
