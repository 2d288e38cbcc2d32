package dev.weir.rtmp.chunk;

import static dev.weir.rtmp.chunk.ChunkBytes.chunks;
import static dev.weir.rtmp.chunk.Decoded.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.rtmp.RtmpError;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkReassemblyTest {
  private static final int CHUNK = 128;

  @Test
  void chunkStreamsInterleaveChunkByChunk() {
    byte[] a = body(1, 300);
    byte[] b = body(2, 300);
    byte[] c = body(3, 20);
    byte[] wire =
        chunks()
            .fmt0(4, 10, 300, 8, 1)
            .bytes(a, 0, 128)
            .fmt0(70, 20, 300, 9, 1)
            .bytes(b, 0, 128)
            .fmt3(4)
            .bytes(a, 128, 256)
            .fmt0(400, 30, 20, 9, 1)
            .bytes(c)
            .fmt3(70)
            .bytes(b, 128, 256)
            .fmt3(70)
            .bytes(b, 256, 300)
            .fmt3(4)
            .bytes(a, 256, 300)
            .array();

    assertThat(Decoded.all(wire))
        .containsExactly(
            message(400, 9, 1, 30, c), message(70, 9, 1, 20, b), message(4, 8, 1, 10, a));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 64, 127, 129, 300, 4_096, 0x7FFF_FFFF})
  void aChunkSizeHoldsFromTheNextChunkOnAlsoInTheMiddleOfAMessage(int size) {
    byte[] body = body(1, 1_000);
    ChunkBytes wire =
        chunks().fmt0(4, 10, 1_000, 9, 1).bytes(body, 0, CHUNK).fmt0(2, 0, 4, 1, 0).u32(size);
    for (int from = CHUNK; from < body.length; ) {
      int to = (int) Math.min(body.length, (long) from + size);
      wire.fmt3(4).bytes(body, from, to);
      from = to;
    }

    assertThat(Decoded.all(wire.array()).get(1)).isEqualTo(message(4, 9, 1, 10, body));
  }

  @Test
  void anAbortDropsThePartialMessageAndKeepsTheHeader() {
    byte[] body = body(1, 300);
    byte[] wire =
        chunks()
            .fmt0(4, 100, 300, 9, 1)
            .bytes(body, 0, CHUNK)
            .fmt0(2, 0, 4, 2, 0)
            .u32(4)
            .fmt1(4, 20, 2, 8)
            .hex("0102")
            .array();

    assertThat(Decoded.all(wire))
        .containsExactly(
            message(2, 2, 0, 0, new byte[] {0, 0, 0, 4}), message(4, 8, 1, 120, new byte[] {1, 2}));
  }

  @ParameterizedTest
  @ValueSource(
      longs = {0, 1, 4, 5, 63, 64, 65_599, 70_000, 0x7FFF_FFFF, 0x8000_0000L, 0xFFFF_FFFFL})
  void anAbortOfNothingDoesNothing(long id) {
    byte[] wire =
        chunks().fmt0(4, 100, 1, 8, 1).u8(7).fmt0(2, 0, 4, 2, 0).u32(id).fmt2(4, 1).u8(8).array();

    assertThat(Decoded.all(wire))
        .hasSize(3)
        .last()
        .isEqualTo(message(4, 8, 1, 101, new byte[] {8}));
  }

  @Test
  void anAbortTakesNothingFromOtherChunkStreams() {
    byte[] body = body(1, 300);
    byte[] wire =
        chunks()
            .fmt0(4, 100, 300, 9, 1)
            .bytes(body, 0, CHUNK)
            .fmt0(5, 100, 300, 9, 1)
            .bytes(body, 0, CHUNK)
            .fmt0(2, 0, 4, 2, 0)
            .u32(5)
            .fmt3(4)
            .bytes(body, CHUNK, 2 * CHUNK)
            .fmt3(4)
            .bytes(body, 2 * CHUNK, 300)
            .array();

    assertThat(Decoded.all(wire)).last().isEqualTo(message(4, 9, 1, 100, body));
  }

  @Test
  void aHeaderOfTheSameLengthInTheMiddleOfAMessageContinuesIt() {
    byte[] body = body(1, 500);
    byte[] wire =
        chunks()
            .fmt0(4, 100, 500, 9, 1)
            .bytes(body, 0, 128)
            .fmt0(4, 100, 500, 9, 1)
            .bytes(body, 128, 256)
            .fmt1(4, 0, 500, 9)
            .bytes(body, 256, 384)
            .fmt2(4, 0)
            .bytes(body, 384, 500)
            .array();

    assertThat(Decoded.all(wire)).containsExactly(message(4, 9, 1, 100, body));
  }

  @Test
  void aHeaderOfAnotherLengthInTheMiddleOfAMessageEndsTheConnection() {
    byte[] begun = chunks().fmt0(4, 100, 500, 9, 1).bytes(body(1, 128)).array();

    assertThat(Decoded.failure(chunks().bytes(begun).fmt0(4, 100, 501, 9, 1).array()))
        .isEqualTo(RtmpError.BAD_CHUNK);
    assertThat(Decoded.failure(chunks().bytes(begun).fmt1(4, 100, 499, 9).array()))
        .isEqualTo(RtmpError.BAD_CHUNK);
    assertThat(Decoded.failure(chunks().bytes(begun).fmt0(4, 100, 0, 9, 1).array()))
        .isEqualTo(RtmpError.BAD_CHUNK);
  }

  @Test
  void emptyMessagesAreMessagesOfEveryTypeAndFormat() {
    byte[] wire =
        chunks()
            .fmt0(4, 1, 0, 8, 1)
            .fmt1(4, 1, 0, 9)
            .fmt2(4, 1)
            .fmt3(4)
            .fmt0(3, 0, 0, 20, 0)
            .array();

    byte[] nothing = new byte[0];
    assertThat(Decoded.all(wire))
        .containsExactly(
            message(4, 8, 1, 1, nothing),
            message(4, 9, 1, 2, nothing),
            message(4, 9, 1, 3, nothing),
            message(4, 9, 1, 4, nothing),
            message(3, 20, 0, 0, nothing));
  }

  @Test
  void aMessageThatEndsOnAChunkBoundaryHasNoEmptyChunkBehindIt() {
    byte[] body = body(1, 2 * CHUNK);
    byte[] wire =
        chunks()
            .fmt0(4, 100, 2 * CHUNK, 9, 1)
            .bytes(body, 0, CHUNK)
            .fmt3(4)
            .bytes(body, CHUNK, 2 * CHUNK)
            .fmt3(4)
            .bytes(body, 0, CHUNK)
            .fmt3(4)
            .bytes(body, CHUNK, 2 * CHUNK)
            .array();

    assertThat(Decoded.all(wire))
        .containsExactly(message(4, 9, 1, 100, body), message(4, 9, 1, 200, body));
  }

  private static byte[] body(long seed, int length) {
    byte[] body = new byte[length];
    new Random(seed).nextBytes(body);
    return body;
  }
}
