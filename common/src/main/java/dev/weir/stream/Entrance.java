package dev.weir.stream;

import dev.weir.media.FrameKind;
import dev.weir.media.MediaFrame;
import java.util.ArrayList;
import java.util.List;

/**
 * A source on its way in: what it brought so far, and whether a frame is one to begin with. Owns
 * the headers that it keeps, and the frames that it holds until the source has nothing more at
 * hand.
 */
final class Entrance {
  /** Video that exists shows itself in this time; without it, audio is all there is. */
  private static final long VIDEO_WAIT_NANOS = 500_000_000;

  /** The rest of a longer burst comes when the source is current. */
  private static final int FULL_BYTES = 1 << 20;

  private final List<MediaFrame> held = new ArrayList<>();
  private int heldBytes;
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

  /** Whether a frame to begin with is held. */
  boolean isBegun() {
    return !held.isEmpty();
  }

  /** Holds what the source begins with; taken over. */
  void hold(MediaFrame frame) {
    held.add(frame);
    heldBytes += frame.size();
  }

  boolean isFull() {
    return heldBytes >= FULL_BYTES;
  }

  /** From the first frame that is held to the newest. */
  long heldMillis() {
    long longest = 0;
    for (MediaFrame frame : held) {
      if (!frame.header() && frame.kind() != FrameKind.DATA) {
        int after = Timestamps.between(held.get(0).timestamp(), frame.timestamp());
        longest = Math.max(longest, after);
      }
    }
    return longest;
  }

  /** Gives away what is held. */
  List<MediaFrame> takeHeld() {
    List<MediaFrame> taken = List.copyOf(held);
    held.clear();
    heldBytes = 0;
    return taken;
  }

  void drop() {
    takeHeld().forEach(MediaFrame::release);
  }

  void clear() {
    drop();
    headers.clear();
  }

  private void note(long nowNanos) {
    if (!seen) {
      seen = true;
      seenNanos = nowNanos;
    }
  }
}
