package dev.weir.rtmp.chunk;

/**
 * Decides whether the bytes behind a fmt 3 header are the extended timestamp again or already
 * payload.
 *
 * <p>RTMP 5.3.1.3 repeats the field in every fmt 3 chunk whose chunk stream last used it. librtmp,
 * OBS before 2024 and others leave it out; gortmplib writes four zero bytes. So the bytes are
 * compared one by one with what a repeating peer would send, and the first mismatch makes them
 * payload. What a peer did first is remembered and believed from then on, which also spares an
 * omitting peer the wait for bytes that it has no reason to send yet.
 *
 * <p>Four zeros are taken for the field when nothing is known of the peer: compressed media does
 * not begin a chunk with them (an AVC or HEVC stream cannot hold four zero bytes at all), and a
 * wrong guess costs one message.
 */
final class ExtendedTimestamps {
  /** What the bytes seen so far are. */
  enum Verdict {
    MORE,
    FIELD,
    PAYLOAD
  }

  private enum Habit {
    UNKNOWN,
    REPEATS,
    ZEROS,
    OMITS
  }

  private static final int SIZE = 4;

  private Habit habit = Habit.UNKNOWN;

  /**
   * @param head holds the bytes seen so far behind the header
   * @param from where they begin
   * @param count how many there are, 0 to 4
   */
  Verdict judge(ChunkStream stream, byte[] head, int from, int count) {
    if (habit == Habit.OMITS) {
      return Verdict.PAYLOAD;
    }
    boolean zeros = mayBeZeros(stream) && matches(0, head, from, count);
    boolean repeats = matches(stream.extendedValue, head, from, count);
    // SRS writes the absolute time even where the last header carried a delta.
    boolean absolute = stream.inMessage() && matches(stream.timestamp, head, from, count);
    if (!zeros && !repeats && !absolute) {
      if (habit == Habit.UNKNOWN) {
        habit = Habit.OMITS;
      }
      return Verdict.PAYLOAD;
    }
    if (count < SIZE) {
      return Verdict.MORE;
    }
    if (habit == Habit.UNKNOWN) {
      habit = repeats || absolute ? Habit.REPEATS : Habit.ZEROS;
    }
    return Verdict.FIELD;
  }

  /** A message that begins is trusted to begin with zeros only once the peer is known to do so. */
  private boolean mayBeZeros(ChunkStream stream) {
    return habit == Habit.ZEROS || (habit == Habit.UNKNOWN && stream.inMessage());
  }

  private static boolean matches(long value, byte[] head, int from, int count) {
    for (int i = 0; i < count; i++) {
      if (head[from + i] != (byte) (value >>> (24 - 8 * i))) {
        return false;
      }
    }
    return true;
  }
}
