package dev.weir.stream;

/**
 * What a player gets of each batch: everything while it keeps up; otherwise audio, and video again
 * from a key frame on, so that no picture is ever broken. Pure: unsent bytes and times go in,
 * decisions come out.
 *
 * <pre>
 * WAITING  -- key frame --> OPEN        headers and audio pass, video does not
 * OPEN     -- behind the soft limit --> SKIPPING
 * SKIPPING -- backlog down to a quarter --> WAITING
 * WAITING  -- behind the soft limit --> SKIPPING     audio alone may be too much
 * </pre>
 */
public final class PlayerGate {
  private enum State {
    WAITING,
    OPEN,
    SKIPPING
  }

  /** Less than this in the stall time is none: a peer that takes a byte a second holds a queue. */
  private static final long MIN_PROGRESS = 4 << 10;

  private static final long ASKED_MILLIS = 1_000;

  private final PlayerLimits limits;
  private final Backlog backlog = new Backlog();
  private State state = State.WAITING;
  private boolean audio = true;
  private boolean video = true;
  private boolean muted;
  private long softBytes;

  /** Bytes of the join burst, which may stand in the queue above the limit until they are sent. */
  private long allowance;

  private boolean queueing;
  private long lastSent;
  private long lastProgressNanos;

  /**
   * @param limits when it counts as slow
   */
  public PlayerGate(PlayerLimits limits) {
    this.limits = limits;
    this.softBytes = limits.softBytes();
  }

  /** The node is short of memory, or no longer: skip past this many unsent bytes. */
  public void cap(long bytes) {
    softBytes = Math.min(bytes, limits.softBytes());
  }

  /** The join burst was written; with a GOP in it, video goes on from there. */
  public void joined(long bytes, long timestamp, boolean withKeyFrame, long unsent) {
    backlog.wrote(bytes, timestamp, unsent);
    allowance = bytes;
    state = withKeyFrame ? State.OPEN : State.WAITING;
  }

  /** Batches went missing on the way: a picture needs a key frame now. */
  public void lost() {
    if (state == State.OPEN) {
      state = State.WAITING;
    }
  }

  /** receiveAudio. */
  public void wantAudio(boolean wanted) {
    audio = wanted;
  }

  /** receiveVideo; back on, it starts at a key frame. */
  public void wantVideo(boolean wanted) {
    video = wanted;
    state = State.WAITING;
  }

  /**
   * Looks at the socket before a batch.
   *
   * @param unsent bytes written and not yet sent
   * @return whether the batch may pass whole
   */
  public boolean admits(long unsent) {
    int lag = backlog.millis(unsent);
    if (unsent <= softBytes) {
      allowance = 0;
    }
    long extra = allowance;
    muted = unsent > limits.hardBytes() + extra;
    boolean behind = unsent > softBytes + extra || isLate(lag, unsent);
    if (state != State.SKIPPING && behind) {
      state = State.SKIPPING;
    } else if (state == State.SKIPPING
        && unsent <= softBytes / 4
        && lag <= limits.softMillis() / 4) {
      state = State.WAITING;
    }
    return state == State.OPEN && audio && video && !muted;
  }

  /**
   * Late is who lags, and also who is about to: on a link of half the bitrate, what is written at a
   * lag of 1.5 s comes out 3 s later.
   */
  private boolean isLate(int lag, long unsent) {
    return lag > limits.softMillis()
        || (lag > limits.softMillis() / 2 && backlog.drainMillis(unsent) > limits.softMillis());
  }

  /** Whether one message of a batch that does not pass whole passes. To be asked in order. */
  public boolean admits(EncodedBatch batch, int index) {
    if (batch.isHeader(index)) {
      return true;
    }
    if (!batch.isVideo(index)) {
      return (audio || batch.isData(index)) && !muted;
    }
    if (state == State.WAITING && video && batch.isKey(index)) {
      state = State.OPEN;
    }
    return state == State.OPEN && video && !muted;
  }

  /** Something was written. */
  public void wrote(long bytes, long timestamp, long unsent) {
    backlog.wrote(bytes, timestamp, unsent);
    queueing &= unsent > 0;
  }

  /** Whether video is left out because the player is behind. */
  public boolean isSkipping() {
    return state == State.SKIPPING;
  }

  /** Milliseconds of media that wait to be sent. */
  public int lagMillis(long unsent) {
    return backlog.millis(unsent);
  }

  /**
   * Sees whether what waits goes on being sent. To be called when something was written that did
   * not go out at once, and before {@link #isStalled}.
   */
  public void watch(long unsent, long nowNanos) {
    long sent = backlog.sent(unsent);
    // A socket counts what a queue entry costs as unsent too, so without progress the figure goes
    // down with each write.
    if (!queueing || sent - lastSent >= Math.min(MIN_PROGRESS, limits.softBytes() / 4)) {
      lastSent = sent;
      lastProgressNanos = nowNanos;
    }
    queueing = unsent > 0;
  }

  /**
   * Whether nothing, or next to it, was sent for too long although there was something to send, or
   * the headers alone, which always pass, took the backlog to twice the hard limit. To be asked
   * once a second; it is true from half a second before the time is over, so that the answer is
   * half a second early or late.
   */
  public boolean isStalled(long unsent, long nowNanos) {
    if (unsent > 2 * limits.hardBytes() + allowance) {
      return true;
    }
    watch(unsent, nowNanos);
    return queueing
        && nowNanos - lastProgressNanos >= (limits.stallMillis() - ASKED_MILLIS / 2) * 1_000_000L;
  }
}
