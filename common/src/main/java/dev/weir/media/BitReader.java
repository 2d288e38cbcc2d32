package dev.weir.media;

import io.netty.buffer.ByteBuf;

/**
 * Reads bits, most significant first, from a range of a buffer whose indices it leaves alone. Past
 * the end it reads zeros and remembers it, so that a parser asks {@link #overrun()} once at its
 * end.
 */
final class BitReader {
  private static final int MAX_GOLOMB_BITS = 32;

  private final ByteBuf in;
  private final int end;
  private final boolean nalUnit;
  private int at;
  private int current;
  private int bitsLeft;
  private int zeros;
  private boolean overrun;

  private BitReader(ByteBuf in, int at, int end, boolean nalUnit) {
    this.in = in;
    this.at = at;
    this.end = end;
    this.nalUnit = nalUnit;
  }

  /** Plain bits of the absolute range. */
  static BitReader of(ByteBuf in, int at, int end) {
    return new BitReader(in, at, end, false);
  }

  /** Bits of a NAL unit: the 3 of every 0 0 3 is left out (emulation prevention). */
  static BitReader ofNalUnit(ByteBuf in, int at, int end) {
    return new BitReader(in, at, end, true);
  }

  /** Whether more bits were asked for than there are. */
  boolean overrun() {
    return overrun;
  }

  /** Bits that remain, in a range without emulation prevention. */
  int remaining() {
    return (end - at) * 8 + bitsLeft;
  }

  boolean flag() {
    return bits(1) == 1;
  }

  /** The next 0 to 32 bits, unsigned. */
  long bits(int count) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value = value << 1 | bit();
    }
    return value;
  }

  /** The next 0 to 31 bits. */
  int number(int count) {
    return (int) bits(count);
  }

  void skip(int count) {
    for (int i = 0; i < count; i++) {
      bit();
    }
  }

  /** ue(v): 0 to 2^32 - 2; a longer prefix counts as an overrun. */
  long golomb() {
    int prefix = 0;
    while (bit() == 0) {
      if (overrun || ++prefix == MAX_GOLOMB_BITS) {
        overrun = true;
        return 0;
      }
    }
    return (1L << prefix) - 1 + bits(prefix);
  }

  /** se(v). */
  long signedGolomb() {
    long code = golomb();
    return (code & 1) == 1 ? (code + 1) / 2 : -(code / 2);
  }

  private int bit() {
    if (bitsLeft == 0) {
      load();
    }
    bitsLeft--;
    return current >> bitsLeft & 1;
  }

  private void load() {
    bitsLeft = 8;
    current = 0;
    if (at < end && nalUnit && zeros >= 2 && in.getByte(at) == 3) {
      at++;
      zeros = 0;
    }
    if (at >= end) {
      overrun = true;
      return;
    }
    current = in.getUnsignedByte(at++);
    zeros = current == 0 ? zeros + 1 : 0;
  }
}
