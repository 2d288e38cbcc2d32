package dev.weir.origin;

import dev.weir.media.FrameKind;
import dev.weir.media.MediaFrame;
import dev.weir.stream.LiveStream;
import dev.weir.stream.StreamHeaders;
import dev.weir.stream.StreamSettings;
import dev.weir.stream.StreamSource;
import java.util.List;

/**
 * The way of one publisher's frames into the stream. While it is closed headers are kept, which a
 * stream wants first when the way opens, and what came since the last key frame. On the stream's
 * event loop.
 */
final class Lane {
  private final StreamHeaders headers = new StreamHeaders();
  private final WaitingGop waiting;
  private StreamSource source;
  private boolean fenced;
  private boolean missed;
  private long lastTimestamp;
  private boolean over;

  Lane(StreamSettings limits) {
    this.waiting = new WaitingGop(limits);
  }

  /** Whether it leads into a stream, now or at the next key frame. */
  boolean isOpen() {
    return source != null;
  }

  /** Whether the stream takes its frames from here. */
  boolean isOnAir() {
    return source != null && source.isCurrent();
  }

  /**
   * Frames go into the stream.
   *
   * @param quietSinceNanos nothing that came before this is news to the stream's players
   */
  void open(LiveStream stream, String label, long quietSinceNanos) {
    StreamSource opened = stream.attach(label);
    source = opened;
    opened.whenReplaced(() -> forget(opened));
    repeatHeaders();
    if (!fenced && waiting.isSince(quietSinceNanos)) {
      missed = false;
      waiting.take().forEach(opened::onFrame);
      opened.onReadComplete();
    }
    waiting.clear();
  }

  /** Frames go nowhere; the stream goes on without them. */
  void close() {
    if (source != null) {
      source.detach();
      source = null;
    }
  }

  /** Nothing passes until {@link #unfence()}. */
  void fence() {
    fenced = true;
    waiting.clear();
  }

  void unfence() {
    fenced = false;
    repeatHeaders();
  }

  /** The publisher is gone. */
  void end() {
    close();
    headers.clear();
    waiting.clear();
    over = true;
  }

  /**
   * A frame.
   *
   * @param frame taken over
   */
  void onFrame(MediaFrame frame) {
    if (over) {
      frame.release();
      return;
    }
    lastTimestamp = frame.timestamp();
    if (frame.header() && frame.kind() != FrameKind.DATA) {
      headers.keep(frame);
    }
    if (source == null || fenced) {
      missed |= frame.kind() == FrameKind.VIDEO && !frame.header();
      if (fenced) {
        frame.release();
      } else {
        waiting.add(frame, System.nanoTime());
      }
    } else if (isUseless(frame)) {
      frame.release();
    } else {
      source.onFrame(frame);
    }
  }

  /** Without what was missed, pictures cannot be decoded before the next key frame. */
  private boolean isUseless(MediaFrame frame) {
    if (frame.kind() == FrameKind.VIDEO && frame.keyFrame()) {
      missed = false;
    }
    return missed && frame.kind() == FrameKind.VIDEO && !frame.header();
  }

  /**
   * Metadata.
   *
   * @param frame taken over
   */
  void onMetadata(MediaFrame frame) {
    if (over) {
      frame.release();
      return;
    }
    headers.keepMetadata(frame);
    if (source == null || fenced) {
      frame.release();
    } else {
      source.onMetadata(frame);
    }
  }

  void onMetadataCleared() {
    headers.clearMetadata();
    if (source != null) {
      source.onMetadataCleared();
    }
  }

  void onReadComplete() {
    if (source != null) {
      source.onReadComplete();
    }
  }

  private void repeatHeaders() {
    if (source == null) {
      return;
    }
    List<MediaFrame> known = headers.at(lastTimestamp);
    for (MediaFrame frame : known) {
      frame.retain();
      if (frame.kind() == FrameKind.DATA) {
        source.onMetadata(frame);
      } else {
        source.onFrame(frame);
      }
    }
  }

  private void forget(StreamSource replaced) {
    if (source == replaced) {
      source = null;
    }
  }
}
