package dev.weir.rtmp.chunk;

import static dev.weir.rtmp.chunk.ChunkBytes.chunks;
import static dev.weir.rtmp.chunk.Decoded.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkEncoderTest {
  private static final long[] TIMES = {
    0, 1, 0xFF_FFFE, 0xFF_FFFF, 0x0100_0000, 0x0100_0001, 0x8000_0000L, 0xFFFF_FFFFL
  };

  @Test
  void writesTheExtendedTimestampVector() {
    byte[] body = new byte[130];
    byte[] vector =
        chunks()
            .hex("04 FFFFFF 000082 08 01000000 01000000")
            .bytes(body, 0, 128)
            .hex("C4 01000000")
            .bytes(body, 128, 130)
            .array();

    assertThat(encoded(4, 8, 1, 0x0100_0000, body, 128)).isEqualTo(vector);
  }

  @ParameterizedTest
  @CsvSource({
    "02 000000 000004 05 00000000 002625A0, 5, 002625A0",
    "02 000000 000005 06 00000000 002625A0 02, 6, 002625A002",
    "02 000000 000004 01 00000000 0000EA60, 1, 0000EA60",
  })
  void writesTheControlVectors(String vector, int type, String body) {
    assertThat(encoded(2, type, 0, 0, ByteBufUtil.decodeHexDump(body), 128))
        .isEqualTo(chunks().hex(vector).array());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 128, 4_096, 65_536})
  void whatIsWrittenIsReadBackAndHasTheSizeThatWasSaid(int chunkSize) {
    Random random = new Random(chunkSize);
    int[] lengths = {0, 1, chunkSize - 1, chunkSize, chunkSize + 1, 3 * chunkSize, 1_000};
    for (long time : TIMES) {
      for (int length : lengths) {
        byte[] body = new byte[length];
        random.nextBytes(body);
        byte[] wire = encoded(6, 9, 1, time, body, chunkSize);
        assertThat(wire).hasSize(ChunkEncoder.encodedSize(time, length, chunkSize));
        assertThat(decoded(wire, chunkSize)).isEqualTo(message(6, 9, 1, time, body));
      }
    }
  }

  @Test
  void thePayloadsIndicesStay() {
    ByteBuf payload = Unpooled.buffer().writeBytes(new byte[] {9, 9, 1, 2, 3}).readerIndex(2);
    ByteBuf out = Unpooled.buffer();
    ChunkEncoder.encode(out, 4, 8, 1, 5, payload, 2);

    assertThat(payload.readerIndex()).isEqualTo(2);
    assertThat(payload.readableBytes()).isEqualTo(3);
    assertThat(ByteBufUtil.getBytes(out))
        .isEqualTo(chunks().fmt0(4, 5, 3, 8, 1).hex("0102").fmt3(4).hex("03").array());
  }

  private static byte[] encoded(
      int id, int type, int streamId, long time, byte[] body, int chunkSize) {
    ByteBuf out = Unpooled.buffer();
    ChunkEncoder.encode(out, id, type, streamId, time, Unpooled.wrappedBuffer(body), chunkSize);
    return ByteBufUtil.getBytes(out);
  }

  private static Decoded decoded(byte[] wire, int chunkSize) {
    byte[] announced = chunks().fmt0(2, 0, 4, 1, 0).u32(chunkSize).bytes(wire).array();
    return Decoded.by(bytes -> List.of(bytes), announced).get(1);
  }
}
