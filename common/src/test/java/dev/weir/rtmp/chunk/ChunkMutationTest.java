package dev.weir.rtmp.chunk;

import static dev.weir.rtmp.chunk.ChunkBytes.chunks;
import static dev.weir.rtmp.chunk.Decoded.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.rtmp.RtmpException;
import dev.weir.rtmp.chunk.DialectWriter.Dialect;
import dev.weir.testkit.ByteSplitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random conversations, whole and damaged. Every seed is a number, so a failure comes again. */
class ChunkMutationTest {
  private static final int ROUNDS = 300;
  private static final int CHUNK = 128;

  @Test
  void randomMessagesOfEveryDialectAreReadBack() {
    for (int seed = 0; seed < ROUNDS; seed++) {
      List<Decoded> sent = new ArrayList<>();
      byte[] wire = conversation(seed, sent);
      assertThat(Decoded.by(ByteSplitter.whole(), wire)).as("seed %d", seed).isEqualTo(sent);
      assertThat(Decoded.by(ByteSplitter.random(seed), wire)).as("seed %d", seed).isEqualTo(sent);
    }
  }

  @Test
  void damagedBytesEndInNothingWorseThanAnRtmpException() {
    int refused = 0;
    for (int seed = 0; seed < ROUNDS * 5; seed++) {
      byte[] wire = damage(conversation(seed % 50, new ArrayList<>()), new Random(seed));
      String whole = outcome(ByteSplitter.whole(), wire);
      if (seed % 10 == 0) {
        assertThat(outcome(ByteSplitter.byteByByte(), wire)).as("seed %d", seed).isEqualTo(whole);
      }
      assertThat(outcome(ByteSplitter.random(seed), wire)).as("seed %d", seed).isEqualTo(whole);
      refused += whole.contains("BAD_CHUNK") ? 1 : 0;
    }
    // Otherwise the damage would be too gentle to show anything.
    assertThat(refused).isGreaterThan(ROUNDS / 10);
  }

  @Test
  void noiseEndsInNothingWorseThanAnRtmpException() {
    for (int seed = 0; seed < ROUNDS; seed++) {
      byte[] wire = new byte[2_000];
      new Random(seed).nextBytes(wire);
      assertThat(outcome(ByteSplitter.random(seed), wire))
          .as("seed %d", seed)
          .isEqualTo(outcome(ByteSplitter.whole(), wire));
    }
  }

  /** The messages up to the end or the error; {@link Decoded#by} also looks for lost buffers. */
  private static String outcome(ByteSplitter splitter, byte[] wire) {
    try {
      return Decoded.by(splitter, wire).toString();
    } catch (RtmpException e) {
      return e.getMessage();
    }
  }

  private static byte[] conversation(long seed, List<Decoded> sent) {
    Random random = new Random(seed);
    Dialect dialect = Dialect.values()[random.nextInt(4)];
    DialectWriter writer = new DialectWriter(dialect, CHUNK);
    boolean[] opened = new boolean[3];
    // Extended timestamps only in some: the first decision on a dialect needs a telling body.
    long time = random.nextBoolean() ? random.nextInt(10_000) : 0x0100_0000L + random.nextInt(999);
    for (int i = 0; i < 30; i++) {
      int slot = random.nextInt(3);
      int id = new int[] {4, 90, 2_000}[slot];
      byte[] body = new byte[random.nextInt(600)];
      for (int at = 0; at < body.length; at++) {
        body[at] = (byte) (2 + random.nextInt(100));
      }
      int format = opened[slot] ? random.nextInt(2) : 0;
      opened[slot] = true;
      time += random.nextInt(50);
      writer.message(format, id, time, 9, body);
      sent.add(message(id, 9, 1, time, body));
    }
    return writer.array();
  }

  private static byte[] damage(byte[] wire, Random random) {
    int cut = 1 + random.nextInt(wire.length);
    byte[] damaged = chunks().bytes(wire, 0, cut).array();
    for (int i = 0; i <= random.nextInt(4); i++) {
      damaged[random.nextInt(random.nextBoolean() ? damaged.length : Math.min(40, cut))] =
          (byte) random.nextInt(256);
    }
    return damaged;
  }
}
