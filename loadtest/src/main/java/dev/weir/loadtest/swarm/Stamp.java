package dev.weir.loadtest.swarm;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;

/**
 * What a stamped video frame carries in its body: a word, the frame's number from 0 on, and when it
 * left the publisher, by a clock that all processes of the machine share. On Linux {@link
 * System#nanoTime()} is that clock (CLOCK_MONOTONIC); elsewhere a frame's age holds within one
 * process only.
 *
 * <p>It stands behind five bytes of AVC tag header, four of NAL unit length and one of NAL header.
 */
final class Stamp {
  /** Bytes of a body up to the stamp's end. */
  static final int END = 34;

  private static final byte[] WORD = "SWARMCLK".getBytes(US_ASCII);
  private static final int WORD_AT = 10;
  private static final int NUMBER_AT = WORD_AT + 8;
  private static final int NANOS_AT = NUMBER_AT + 8;

  private Stamp() {}

  /** Writes the word. */
  static void mark(ByteBuf body) {
    body.setBytes(WORD_AT, WORD);
  }

  /** Writes number and time into a marked body. */
  static void set(ByteBuf body, long number, long nanos) {
    body.setLong(NUMBER_AT, number);
    body.setLong(NANOS_AT, nanos);
  }

  /** Whether a body that begins so is stamped. */
  static boolean isIn(byte[] head, int kept) {
    if (kept < END) {
      return false;
    }
    for (int i = 0; i < WORD.length; i++) {
      if (head[WORD_AT + i] != WORD[i]) {
        return false;
      }
    }
    return true;
  }

  static long number(byte[] head) {
    return eight(head, NUMBER_AT);
  }

  static long nanos(byte[] head) {
    return eight(head, NANOS_AT);
  }

  private static long eight(byte[] bytes, int at) {
    return (long) ChunkSkimmer.integer(bytes, at) << 32
        | (ChunkSkimmer.integer(bytes, at + 4) & 0xFFFF_FFFFL);
  }
}
