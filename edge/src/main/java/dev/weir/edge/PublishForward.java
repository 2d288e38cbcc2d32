package dev.weir.edge;

import dev.weir.media.FrameKind;
import dev.weir.media.MediaFrame;
import dev.weir.metrics.ConnectionKind;
import dev.weir.metrics.NodeMetrics;
import dev.weir.metrics.RequestKind;
import dev.weir.metrics.RequestResult;
import dev.weir.node.PublishDesk;
import dev.weir.rtmp.message.MessageType;
import dev.weir.rtmp.message.StatusCode;
import dev.weir.rtmp.session.ClientEvent;
import dev.weir.stream.StreamKey;
import dev.weir.transport.ClientConnection;
import dev.weir.transport.ClientHandler;
import dev.weir.transport.CloseReason;
import dev.weir.transport.RtmpDialer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One publisher passed on to an origin. Lives on the publisher's event loop, and so does the
 * connection onwards.
 */
final class PublishForward implements PublishDesk.Publication {
  private static final Logger LOG = LoggerFactory.getLogger(PublishForward.class);

  /**
   * Unsent bytes past which frames are left out until a key frame: the origin is far behind, or
   * gone.
   */
  private static final long MAX_UNSENT = 8 << 20;

  private final StreamKey key;
  private final PublishDesk.Publisher publisher;
  private final NodeMetrics metrics;
  private ClientConnection upstream;
  private boolean started;
  private boolean skipping;
  private boolean over;

  PublishForward(StreamKey key, PublishDesk.Publisher publisher, NodeMetrics metrics) {
    this.key = key;
    this.publisher = publisher;
    this.metrics = metrics;
  }

  boolean isOver() {
    return over;
  }

  void refuse(StatusCode code, String reason) {
    if (!over) {
      over = true;
      publisher.reject(code, reason);
    }
  }

  ClientHandler upstream(RtmpDialer.Link link) {
    return new Upstream(link);
  }

  @Override
  public void onFrame(MediaFrame frame) {
    try {
      if (started && admits(frame)) {
        int type = type(frame.kind());
        upstream.use(session -> session.publish(type, frame.timestamp(), frame.payload()));
      }
    } finally {
      frame.release();
    }
  }

  @Override
  public void onMetadata(MediaFrame frame) {
    onFrame(frame);
  }

  @Override
  public void onMetadataCleared() {
    // The origin keeps the old metadata until new ones come or the stream ends; it harms nobody.
  }

  @Override
  public void onReadComplete() {
    if (started) {
      upstream.flush();
    }
  }

  @Override
  public void onEnd(boolean announced) {
    over = true;
    if (upstream != null && announced) {
      upstream.finish();
    } else if (upstream != null) {
      upstream.close(new CloseReason(CloseReason.Kind.PEER, "the publisher's connection broke"));
    }
  }

  private boolean admits(MediaFrame frame) {
    if (frame.header() || frame.kind() == FrameKind.DATA) {
      return true;
    }
    if (upstream.socket().unsent() > MAX_UNSENT) {
      skipping = true;
    } else if (skipping && frame.keyFrame()) {
      skipping = false;
    }
    if (skipping) {
      metrics.framesSkipped(1);
    }
    return !skipping;
  }

  private static int type(FrameKind kind) {
    return switch (kind) {
      case AUDIO -> MessageType.AUDIO;
      case VIDEO -> MessageType.VIDEO;
      case DATA -> MessageType.DATA_AMF0;
    };
  }

  /** The connection to the origin. */
  private final class Upstream implements ClientHandler {
    private final RtmpDialer.Link link;

    Upstream(RtmpDialer.Link link) {
      this.link = link;
      metrics.connectionOpened(ConnectionKind.UPSTREAM);
    }

    @Override
    public void onHandshakeDone(ClientEvent.HandshakeDone event) {
      upstream = link.connection();
      if (over) {
        upstream.close(new CloseReason(CloseReason.Kind.PEER, "the publisher is gone"));
      }
    }

    @Override
    public void onConnected(ClientEvent.Connected event) {
      // Publish follows by itself.
    }

    @Override
    public void onStarted(ClientEvent.Started event) {
      if (!over) {
        started = true;
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
      LOG.debug("forward-status stream={} code={}", key, event.code());
    }

    @Override
    public void onReconnectRequested(ClientEvent.ReconnectRequested event) {
      LOG.debug("forward-reconnect-requested stream={}", key);
    }

    @Override
    public void onRefused(ClientEvent.Refused event) {
      if (!started) {
        metrics.request(RequestKind.PUBLISH, RequestResult.TAKEN);
        refuse(code(event.code()), event.description());
      }
      link.connection().close(new CloseReason(CloseReason.Kind.REFUSED, event.code()));
    }

    @Override
    public void onEnded(ClientEvent.Ended event) {
      publisher.close(new CloseReason(CloseReason.Kind.ENDED, event.code()));
    }

    @Override
    public void onReadComplete() {
      // Nothing comes in batches here.
    }

    @Override
    public void onClosed(CloseReason reason) {
      metrics.connectionClosed(ConnectionKind.UPSTREAM);
      started = false;
      upstream = null;
      if (!over) {
        over = true;
        // The encoder reconnects, and finds an origin that lives.
        publisher.close(
            new CloseReason(CloseReason.Kind.FAILURE, "the connection to the origin broke"));
      }
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
