package dev.weir.stream;

import dev.weir.media.FrameKind;
import dev.weir.media.MediaFrame;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;

/**
 * Frames that came since the last flush; bounded by what one read of the source brings and the
 * audio wait. Owns them.
 */
final class PendingFrames {
  private final List<MediaFrame> frames = new ArrayList<>();
  private int bytes;
  private long sinceNanos;
  private boolean video;
  private boolean header;

  /** Taken over. */
  void add(MediaFrame frame, LoopTimer timer) {
    if (frames.isEmpty()) {
      sinceNanos = timer.nowNanos();
    }
    frames.add(frame);
    bytes += frame.size();
    header |= frame.header();
    video |= frame.kind() == FrameKind.VIDEO;
  }

  boolean isEmpty() {
    return frames.isEmpty();
  }

  int bytes() {
    return bytes;
  }

  /** When the first of them came. */
  long sinceNanos() {
    return sinceNanos;
  }

  boolean hasVideo() {
    return video;
  }

  boolean hasHeader() {
    return header;
  }

  /** All of them, at least one; they stay. */
  EncodedBatch encode(ByteBufAllocator allocator, int chunkSize) {
    return EncodedBatch.of(frames, allocator, chunkSize);
  }

  void clear() {
    frames.forEach(MediaFrame::release);
    frames.clear();
    bytes = 0;
    video = false;
    header = false;
  }
}
