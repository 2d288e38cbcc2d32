package dev.weir.origin;

import dev.weir.media.FrameKind;
import dev.weir.media.MediaFrame;
import dev.weir.stream.StreamSettings;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The present GOP of a publisher that stands by. When the one on the air falls silent, a second and
 * a half passes until that is known; with it the standby begins at its last key frame, and not
 * another second later at its next one. Bounded as the cache of a stream is. Owns what it keeps.
 */
final class WaitingGop {
  private final StreamSettings limits;
  private final Deque<MediaFrame> frames = new ArrayDeque<>();
  private long bytes;
  private long begunNanos;

  WaitingGop(StreamSettings limits) {
    this.limits = limits;
  }

  /**
   * Keeps a frame, unless it comes before the first key frame.
   *
   * @param frame taken over
   */
  void add(MediaFrame frame, long nowNanos) {
    boolean video = frame.kind() == FrameKind.VIDEO;
    if (video && frame.keyFrame() && frame.track() == 0) {
      clear();
      begunNanos = nowNanos;
    } else if (frames.isEmpty()) {
      frame.release();
      return;
    } else if (video && frame.header()) {
      // Another picture format: what is here cannot be decoded with the header that is kept.
      clear();
      frame.release();
      return;
    }
    frames.add(frame);
    bytes += frame.size();
    if (isTooLong()) {
      clear();
    }
  }

  private boolean isTooLong() {
    long millis = (frames.getLast().timestamp() - frames.getFirst().timestamp()) & 0xFFFF_FFFFL;
    // Sound may be a little older than the picture before it.
    boolean late = millis > limits.gopMillis() && millis < Integer.MAX_VALUE;
    return late || bytes > limits.gopBytes() || frames.size() > limits.gopFrames();
  }

  /** Whether there is a GOP, of which nothing is older than this. */
  boolean isSince(long nanos) {
    return !frames.isEmpty() && begunNanos - nanos >= 0;
  }

  /** Gives all of it away. */
  List<MediaFrame> take() {
    List<MediaFrame> taken = new ArrayList<>(frames);
    frames.clear();
    bytes = 0;
    return taken;
  }

  void clear() {
    frames.forEach(MediaFrame::release);
    frames.clear();
    bytes = 0;
  }
}
