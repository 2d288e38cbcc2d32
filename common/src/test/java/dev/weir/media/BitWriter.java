package dev.weir.media;

import java.io.ByteArrayOutputStream;

/** Writes parameter sets for tests; puts no emulation prevention in. */
final class BitWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int current;
  private int used;

  BitWriter bits(long value, int count) {
    for (int i = count - 1; i >= 0; i--) {
      current = current << 1 | (int) (value >> i & 1);
      if (++used == 8) {
        out.write(current);
        current = 0;
        used = 0;
      }
    }
    return this;
  }

  BitWriter ue(long value) {
    int length = 64 - Long.numberOfLeadingZeros(value + 1);
    return bits(0, length - 1).bits(value + 1, length);
  }

  /** What was written, filled up with zero bits. */
  byte[] bytes() {
    return used == 0 ? out.toByteArray() : bits(0, 8 - used).bytes();
  }
}
