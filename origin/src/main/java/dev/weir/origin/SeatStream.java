package dev.weir.origin;

import dev.weir.cluster.StreamRecord;
import dev.weir.node.NodeGround;
import dev.weir.stream.LiveStream;
import dev.weir.stream.StreamKey;
import io.vertx.core.Context;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live stream of a seat: found by players while this origin owns it, relayed a little longer to
 * those who have it when another one took it. On the stream's event loop.
 */
final class SeatStream {
  private static final Logger LOG = LoggerFactory.getLogger(SeatStream.class);

  /** In which edges move to the new owner, with the old one still delivering. */
  private static final long RELAY_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final NodeGround ground;
  private final StreamKey key;
  private final Context home;
  private LiveStream stream;
  private long quietSinceNanos;
  private long relayUntilNanos;

  SeatStream(NodeGround ground, StreamKey key, Context home) {
    this.ground = ground;
    this.key = key;
    this.home = home;
  }

  boolean isOpen() {
    return stream != null;
  }

  /** Makes the stream, unless it is there, and lets players find it. */
  void open(StreamRecord claimed) {
    if (stream == null) {
      stream = ground.newStream(key, home);
      ground.metrics().streamOpened();
    }
    show();
    LOG.atInfo()
        .addKeyValue("stream", key)
        .addKeyValue("epoch", claimed.epoch())
        .addKeyValue("priority", claimed.priority())
        .log("stream-live");
  }

  /** Players find it. */
  void show() {
    if (stream != null) {
      ground.hub().add(stream);
    }
  }

  /** Players find it again, and nothing of what it had before. */
  void showAnew() {
    if (stream != null) {
      stream.forgetPictures();
    }
    show();
  }

  /** Nobody has fed it since, here or elsewhere, as far as is known. */
  void quietSince(long nanos) {
    quietSinceNanos = nanos;
  }

  void feedFrom(Lane lane) {
    if (!lane.isOpen()) {
      lane.open(stream, "publisher", quietSinceNanos);
    }
  }

  /** Another origin owns it, and its edges have a moment to go there. */
  void relay(long nowNanos) {
    relayUntilNanos = nowNanos + RELAY_NANOS;
  }

  boolean isRelayOver(long nowNanos) {
    return nowNanos - relayUntilNanos >= 0;
  }

  /** Nobody new comes to it. */
  void hide() {
    if (stream != null) {
      ground.hub().remove(stream);
    }
  }

  /** Over for good. */
  void end(String why) {
    if (stream != null) {
      LiveStream ended = close();
      ended.end();
    }
    LOG.atInfo().addKeyValue("stream", key).addKeyValue("reason", why).log("stream-ended");
  }

  /** It goes on elsewhere. */
  void letGo() {
    if (stream != null) {
      LiveStream moved = close();
      moved.letGo();
    }
  }

  private LiveStream close() {
    hide();
    ground.metrics().streamClosed();
    LiveStream closed = stream;
    stream = null;
    return closed;
  }
}
