package dev.weir.amf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.weir.amf.AmfVectors.Format;
import dev.weir.rtmp.RtmpError;
import dev.weir.rtmp.RtmpException;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Damaged messages: each is refused in the one way there is, or read as something writable. */
class AmfMutationTest {
  private static final int INPUTS = 50_000;
  private static final long SEED = 20_260_101;

  @ParameterizedTest
  @EnumSource(Format.class)
  void damagedMessagesAreRefusedOrReadAsValuesThatCanBeWritten(Format format) {
    List<byte[]> corpus =
        AmfVectors.all().filter(v -> v.format() == format).map(AmfVectors.Vector::bytes).toList();
    Random random = new Random(SEED);
    int accepted = 0;
    for (int i = 0; i < INPUTS; i++) {
      byte[] input = mutate(corpus, random);
      try {
        accepted += survives(format, input) ? 1 : 0;
      } catch (RuntimeException | StackOverflowError e) {
        fail("input " + i + ": " + ByteBufUtil.hexDump(input), e);
      }
    }

    // Both ways are taken often, so both are tested.
    assertThat(accepted).isBetween(INPUTS / 20, INPUTS - INPUTS / 20);
  }

  private static boolean survives(Format format, byte[] input) {
    List<AmfValue> values;
    try {
      values = AmfVectors.read(format, input);
    } catch (RtmpException e) {
      assertThat(e.error()).isEqualTo(RtmpError.BAD_AMF);
      return false;
    }
    byte[] written = AmfVectors.write(Format.AMF0, values.toArray(AmfValue[]::new));
    assertThat(AmfVectors.read(Format.AMF0, written)).isEqualTo(values);
    AmfVectors.write(Format.AMF3, values.toArray(AmfValue[]::new));
    return true;
  }

  private static byte[] mutate(List<byte[]> corpus, Random random) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (int parts = 1 + random.nextInt(4); parts > 0; parts--) {
      byte[] part = corpus.get(random.nextInt(corpus.size()));
      int from = random.nextInt(4) == 0 ? random.nextInt(part.length) : 0;
      int length = random.nextInt(8) == 0 ? random.nextInt(part.length - from) : part.length - from;
      joined.write(part, from, length);
    }
    byte[] bytes = joined.toByteArray();
    for (int edits = random.nextInt(4); edits > 0 && bytes.length > 0; edits--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes[at] = (byte) random.nextInt(0x12);
        default -> bytes[at] = bytes[random.nextInt(bytes.length)];
      }
    }
    return bytes;
  }
}
