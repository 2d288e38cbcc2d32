package dev.weir.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The ways in which a stream of bytes may arrive. A decoder has to give the same result for all of
 * them, so every wire test runs its vector through each.
 */
@FunctionalInterface
public interface ByteSplitter {
  /** The same bytes in portions, none of them empty. */
  List<byte[]> split(byte[] bytes);

  /** All at once. */
  static ByteSplitter whole() {
    return bytes -> bytes.length == 0 ? List.of() : List.of(bytes);
  }

  /** One at a time. */
  static ByteSplitter byteByByte() {
    return bytes -> IntStream.range(0, bytes.length).mapToObj(i -> new byte[] {bytes[i]}).toList();
  }

  /** In two portions; {@code at} may be 0 or the length. */
  static ByteSplitter cutAt(int at) {
    return bytes -> {
      List<byte[]> parts = new ArrayList<>();
      add(parts, Arrays.copyOf(bytes, at));
      add(parts, Arrays.copyOfRange(bytes, at, bytes.length));
      return parts;
    };
  }

  /** In portions of random length, the same for the same seed. */
  static ByteSplitter random(long seed) {
    return bytes -> {
      Random random = new Random(seed);
      List<byte[]> parts = new ArrayList<>();
      for (int from = 0; from < bytes.length; ) {
        // Mostly a few bytes, which is where headers are cut, and now and then many.
        int length = 1 + random.nextInt(random.nextInt(4) == 0 ? 4_000 : 20);
        int to = Math.min(bytes.length, from + length);
        parts.add(Arrays.copyOfRange(bytes, from, to));
        from = to;
      }
      return parts;
    };
  }

  /** All at once, with bytes of whatever comes next behind them. */
  static ByteSplitter followedBy(int... next) {
    return bytes -> {
      byte[] longer = Arrays.copyOf(bytes, bytes.length + next.length);
      for (int i = 0; i < next.length; i++) {
        longer[bytes.length + i] = (byte) next[i];
      }
      return List.of(longer);
    };
  }

  /** Whole, byte by byte, and a few random ones. */
  static List<ByteSplitter> all() {
    return List.of(whole(), byteByByte(), random(1), random(2), random(3));
  }

  private static void add(List<byte[]> parts, byte[] part) {
    if (part.length > 0) {
      parts.add(part);
    }
  }
}
