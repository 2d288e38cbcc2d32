package dev.weir.stream;

import dev.weir.media.FrameKind;
import dev.weir.media.MediaFrame;

/**
 * A source on its way in: what it brought so far, and whether a frame is one to begin with. Owns
 * the headers that it keeps.
 */
final class Entrance {
  /** Video that exists shows itself in this time; without it, audio is all there is. */
  private static final long VIDEO_WAIT_NANOS = 500_000_000;

  private final StreamHeaders headers = new StreamHeaders();
  private boolean seen;
  private long seenNanos;
  private boolean video;

  /** What the source brought. */
  StreamHeaders headers() {
    return headers;
  }

  void keepMetadata(MediaFrame frame, long nowNanos) {
    note(nowNanos);
    headers.keepMetadata(frame);
  }

  /**
   * Looks at a frame, which stays the caller's, and keeps it when it is a header.
   *
   * @return whether the source may begin with it
   */
  boolean admits(MediaFrame frame, long nowNanos) {
    note(nowNanos);
    if (frame.kind() == FrameKind.DATA) {
      return false;
    }
    video |= frame.kind() == FrameKind.VIDEO;
    if (frame.header()) {
      headers.keep(frame);
      return false;
    }
    return video
        ? frame.keyFrame() && frame.track() == 0
        : nowNanos - seenNanos >= VIDEO_WAIT_NANOS;
  }

  void clear() {
    headers.clear();
  }

  private void note(long nowNanos) {
    if (!seen) {
      seen = true;
      seenNanos = nowNanos;
    }
  }
}
