package dev.weir.stream;

import dev.weir.media.FrameKind;
import dev.weir.media.MediaFrame;

/**
 * One time for a stream whose sources each have their own. The first source's times pass as they
 * are. A later one's begin where the last frame was, plus the time that really passed since; so do
 * those of a source that jumps by itself.
 *
 * <p>Audio and video are watched apart, because when a source jumps, its tracks do not jump at the
 * same message; the one that follows goes along with the other, or they would lose their sync.
 * Pure: a clock's readings go in. Times are milliseconds modulo 2^32.
 */
final class Timeline {
  /** What {@link #stamp} says of a frame that the stream had already. */
  static final long REPEATED = -1;

  private static final long MASK = 0xFFFF_FFFFL;
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** Further than this, and it is another clock, not a pause in this one. */
  private static final int JUMP_MILLIS = 10_000;

  /** Encoders that send pictures in the order of display go back by so much, and mean it. */
  private static final int REORDER_MILLIS = 250;

  /** Tracks of one source are hardly further apart. */
  private static final int SYNC_MILLIS = 1_000;

  /** A GOP cache reaches back at most 15 s. */
  private static final int OVERLAP_MILLIS = 20_000;

  /** A source that goes on repeating does not have the clock that it was taken for. */
  private static final long REPEAT_NANOS = 2_000 * NANOS_PER_MILLI;

  /** One kind's way from the source's time to the stream's. */
  private static final class Lane {
    /** A frame of this kind came since the offset was chosen. */
    boolean begun;

    /** {@link #lastIn} means something: of this kind's frames, or of the frame at a splice. */
    boolean known;

    long offset;
    long lastIn;
    long lastNanos;
    long lastOut;

    /** Nothing comes out below this until something comes out above. */
    long floor;

    boolean floored;
    boolean repeating;
  }

  private final Lane audio = new Lane();
  private final Lane video = new Lane();
  private boolean begun;
  private boolean spliced;
  private long lastOut;
  private long lastNanos;
  private long repeatingSinceNanos;
  private int jumps;

  /** Whether any audio or video came out. */
  boolean isBegun() {
    return begun;
  }

  /** The latest time of audio or video that came out; 0 before. */
  long last() {
    return lastOut;
  }

  /** When the frame of {@link #last} came. */
  long lastNanos() {
    return lastNanos;
  }

  /** How often sources jumped. */
  int jumps() {
    return jumps;
  }

  /**
   * Another source begins, with a frame of this time.
   *
   * @param startedNanos when the frame came; before now when it comes in one go with others
   * @return the time at which the frame comes out
   */
  long splice(long in, long nowNanos, long startedNanos) {
    if (!begun) {
      return in;
    }
    spliced = true;
    long out = next(startedNanos);
    for (Lane lane : new Lane[] {audio, video}) {
      lane.begun = false;
      lane.known = true;
      lane.repeating = false;
      lane.offset = out - in;
      lane.lastIn = in;
      lane.lastNanos = nowNanos;
      lane.floor = lastOut;
      lane.floored = true;
    }
    return out;
  }

  /**
   * Whether a source of the same clock, which begins with this frame and leaves nothing out behind
   * it, can go on where the last one ended.
   */
  boolean meets(MediaFrame frame, long nowNanos) {
    Lane lane = lane(frame);
    int ahead = Timestamps.between(lane.lastIn, frame.timestamp());
    return lane.begun
        && ahead >= -OVERLAP_MILLIS
        && ahead - millis(lane.lastNanos, nowNanos) <= JUMP_MILLIS;
  }

  /** Another source of the same clock: what the stream had already is not taken again. */
  void resume(long nowNanos) {
    repeatingSinceNanos = nowNanos;
    audio.repeating = audio.begun;
    video.repeating = video.begun;
  }

  /**
   * The time of a frame of sound or picture.
   *
   * @return {@link #REPEATED} when the stream had the frame already
   */
  long stamp(MediaFrame frame, long nowNanos) {
    Lane lane = lane(frame);
    long in = frame.timestamp();
    if (lane.repeating && isRepeated(lane, frame, nowNanos)) {
      return REPEATED;
    }
    lane.repeating = false;
    if (lane.known && isJump(lane, in, nowNanos)) {
      jumps++;
      jump(lane, in, nowNanos);
    }
    long out = (in + lane.offset) & MASK;
    if (lane.floored && Timestamps.between(lane.floor, out) < 0) {
      out = lane.floor;
    } else {
      lane.floored = false;
    }
    remember(lane, in, out, nowNanos);
    return out;
  }

  /**
   * The time of a header or of data, which sources often send with a time of 0: it is not measured
   * by, and it does not stand out.
   */
  long stampLoosely(long in) {
    if (!begun) {
      return in;
    }
    long out = (in + (video.begun ? video : audio).offset) & MASK;
    int ahead = Timestamps.between(lastOut, out);
    int back = spliced ? 0 : REORDER_MILLIS;
    return ahead < -back || ahead > JUMP_MILLIS ? lastOut : out;
  }

  private boolean isRepeated(Lane lane, MediaFrame frame, long nowNanos) {
    if (Timestamps.between(lane.lastIn, frame.timestamp()) > 0) {
      return false;
    }
    boolean entry = frame.kind() == FrameKind.AUDIO || frame.keyFrame();
    return !entry || nowNanos - repeatingSinceNanos < REPEAT_NANOS;
  }

  private static boolean isJump(Lane lane, long in, long nowNanos) {
    int ahead = Timestamps.between(lane.lastIn, in);
    int back = lane.begun ? REORDER_MILLIS : JUMP_MILLIS;
    // A source that paused comes back with as much time as passed, which is no jump.
    return ahead < -back || (long) ahead - millis(lane.lastNanos, nowNanos) > JUMP_MILLIS;
  }

  private void jump(Lane lane, long in, long nowNanos) {
    long fresh = next(nowNanos);
    Lane other = lane == audio ? video : audio;
    long along = (in + other.offset) & MASK;
    boolean inSync = other.begun && Math.abs(Timestamps.between(fresh, along)) <= SYNC_MILLIS;
    lane.floor = lane.begun ? lane.lastOut : lastOut;
    lane.floored = true;
    lane.offset = inSync ? other.offset : fresh - in;
    lane.lastIn = in;
  }

  private void remember(Lane lane, long in, long out, long nowNanos) {
    boolean newest = !lane.known || Timestamps.between(lane.lastIn, in) >= 0;
    lane.lastIn = newest ? in : lane.lastIn;
    lane.lastNanos = nowNanos;
    lane.lastOut = out;
    lane.begun = true;
    lane.known = true;
    if (!begun || Timestamps.between(lastOut, out) >= 0) {
      lastOut = out;
      lastNanos = nowNanos;
    }
    begun = true;
  }

  /** Where time stands now: as far behind the last frame as it is long ago. */
  private long next(long nowNanos) {
    return (lastOut + Math.max(1, millis(lastNanos, nowNanos))) & MASK;
  }

  private static long millis(long fromNanos, long toNanos) {
    return Math.min((toNanos - fromNanos) / NANOS_PER_MILLI, Integer.MAX_VALUE / 2);
  }

  private Lane lane(MediaFrame frame) {
    return frame.kind() == FrameKind.VIDEO ? video : audio;
  }
}
