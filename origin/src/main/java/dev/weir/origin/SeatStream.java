package dev.weir.origin;

import dev.weir.node.NodeGround;
import dev.weir.stream.LiveStream;
import dev.weir.stream.StreamKey;
import io.vertx.core.Context;

/**
 * The live stream of a seat: found by players while this origin owns it, relayed a little longer to
 * those who have it when another one took it. On the stream's event loop.
 */
final class SeatStream {
  private final NodeGround ground;
  private final StreamKey key;
  private final Context home;
  private LiveStream stream;

  SeatStream(NodeGround ground, StreamKey key, Context home) {
    this.ground = ground;
    this.key = key;
    this.home = home;
  }

  boolean isOpen() {
    return stream != null;
  }

  /** Makes the stream, unless it is there, and lets players find it. */
  void open() {
    if (stream == null) {
      stream = ground.newStream(key, home);
      ground.metrics().streamOpened();
    }
    show();
  }

  /** Players find it. */
  void show() {
    if (stream != null) {
      ground.hub().add(stream);
    }
  }

  void feedFrom(Lane lane) {
    if (!lane.isOpen()) {
      lane.open(stream, "publisher");
    }
  }

  /** Nobody new comes to it. */
  void hide() {
    if (stream != null) {
      ground.hub().remove(stream);
    }
  }

  /** Over for good. */
  void end() {
    if (stream != null) {
      LiveStream ended = close();
      ended.end();
    }
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
