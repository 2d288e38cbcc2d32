package dev.weir.stream;

import dev.weir.media.FrameKind;
import dev.weir.media.MediaFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Lets the headers of a kind change once a second. A player restarts its decoder with every change,
 * and a source that changes them with every frame would keep all players busy with that. What comes
 * too soon is held, and so are the frames that belong to it, until they can begin anew. Owns what
 * it holds.
 */
final class HeaderPace {
  private static final long CHANGE_NANOS = 1_000_000_000;

  private final Lane audio = new Lane();
  private final Lane video = new Lane();

  private static final class Lane {
    /** By track; no more of them than headers are known. */
    final Map<Integer, MediaFrame> held = new TreeMap<>();

    boolean changed;
    long changedNanos;

    boolean mayChange(long nowNanos) {
      return !changed || nowNanos - changedNanos >= CHANGE_NANOS;
    }
  }

  /** Whether a header of this kind may replace one that is known. */
  boolean mayChange(FrameKind kind, long nowNanos) {
    return lane(kind).held.isEmpty() && lane(kind).mayChange(nowNanos);
  }

  /** A header of this kind was replaced. */
  void changed(FrameKind kind, long nowNanos) {
    lane(kind).changed = true;
    lane(kind).changedNanos = nowNanos;
  }

  /** Keeps a header for later; taken over. */
  void hold(MediaFrame header) {
    MediaFrame before = lane(header.kind()).held.put(header.track(), header);
    if (before != null) {
      before.release();
    }
  }

  /** Whether frames of this kind belong to a header that is held. */
  boolean holds(FrameKind kind) {
    return kind != FrameKind.DATA && !lane(kind).held.isEmpty();
  }

  /** Whether what is held may go out before this frame. */
  boolean mayRelease(MediaFrame frame, long nowNanos) {
    boolean begins = frame.kind() == FrameKind.AUDIO || (frame.keyFrame() && frame.track() == 0);
    return begins && lane(frame.kind()).mayChange(nowNanos);
  }

  /** Gives up what is held of a kind; the caller then owns it. */
  List<MediaFrame> take(FrameKind kind) {
    List<MediaFrame> headers = new ArrayList<>(lane(kind).held.values());
    lane(kind).held.clear();
    return headers;
  }

  void clear() {
    take(FrameKind.AUDIO).forEach(MediaFrame::release);
    take(FrameKind.VIDEO).forEach(MediaFrame::release);
  }

  private Lane lane(FrameKind kind) {
    return kind == FrameKind.VIDEO ? video : audio;
  }
}
