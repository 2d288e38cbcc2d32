package dev.weir.rtmp.chunk;

import static dev.weir.rtmp.chunk.ChunkBytes.chunks;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChunkTimeTest {
  @Test
  void formatThreeAfterFormatZeroAddsTheTimestampAgain() {
    // FMLE sends 0xC4 after fmt 0 and means a delta.
    assertThat(times(chunks().fmt0(4, 40, 1, 8, 1).u8(0).fmt3(4).u8(0).fmt3(4).u8(0)))
        .containsExactly(40L, 80L, 120L);
  }

  @ParameterizedTest
  @CsvSource({"10000, 20000", "10001, 10001", "3600000, 3600000", "4294967256, 4294967256"})
  void butNotWhenThatIsAJumpOfMoreThanTenSeconds(long first, long second) {
    ChunkBytes wire = chunks().fmt0(4, first, 1, 8, 1).u8(0).fmt3(4);
    if (first >= 0xFF_FFFF) {
      wire.u32(first);
    }
    assertThat(times(wire.u8(0))).containsExactly(first, second);
  }

  @Test
  void formatThreeRepeatsTheDeltaOfFormatsOneAndTwo() {
    assertThat(
            times(
                chunks()
                    .fmt0(4, 1_000_000, 1, 8, 1)
                    .u8(0)
                    .fmt1(4, 20_000, 1, 8)
                    .u8(0)
                    .fmt3(4)
                    .u8(0)
                    .fmt2(4, 5)
                    .u8(0)
                    .fmt3(4)
                    .u8(0)))
        .containsExactly(1_000_000L, 1_020_000L, 1_040_000L, 1_040_005L, 1_040_010L);
  }

  @Test
  void aDeltaNearTwoToThe32IsASmallStepBack() {
    // 0xD1750A9A was seen in the field (Node-Media-Server issue 25).
    assertThat(
            times(
                chunks()
                    .fmt0(4, 5_000, 1, 8, 1)
                    .u8(0)
                    .fmt1(4, 0xFFFF_FFF6L, 1, 8)
                    .u8(0)
                    .fmt2(4, 0xD175_0A9AL)
                    .u8(0)))
        .containsExactly(5_000L, 4_990L, 4_990 + 0xD175_0A9AL & 0xFFFF_FFFFL);
  }

  @Test
  void timeWrapsAtTwoToThe32() {
    // DJI drones start slightly below zero.
    assertThat(
            times(
                chunks()
                    .fmt0(4, 0xFFFF_FFF0L, 1, 8, 1)
                    .u8(0)
                    .fmt1(4, 10, 1, 8)
                    .u8(0)
                    .fmt3(4)
                    .u8(0)
                    .fmt3(4)
                    .u8(0)))
        .containsExactly(0xFFFF_FFF0L, 0xFFFF_FFFAL, 4L, 14L);
  }

  @Test
  void aContinuationDoesNotMoveTime() {
    byte[] body = new byte[300];
    ChunkBytes wire =
        chunks()
            .fmt0(4, 100, 300, 9, 1)
            .bytes(body, 0, 128)
            .fmt3(4)
            .bytes(body, 0, 128)
            .fmt3(4)
            .bytes(body, 0, 44)
            .fmt1(4, 40, 1, 9)
            .u8(0);

    assertThat(times(wire)).containsExactly(100L, 140L);
  }

  @Test
  void eachChunkStreamHasItsOwnTime() {
    assertThat(
            times(
                chunks()
                    .fmt0(4, 100, 1, 8, 1)
                    .u8(0)
                    .fmt0(6, 500, 1, 9, 1)
                    .u8(0)
                    .fmt2(4, 20)
                    .u8(0)
                    .fmt2(6, 40)
                    .u8(0)))
        .containsExactly(100L, 500L, 120L, 540L);
  }

  @Test
  void formatOneOnAFreshChunkStreamCountsFromZero() {
    assertThat(times(chunks().fmt1(4, 25, 1, 8).u8(0).fmt3(4).u8(0))).containsExactly(25L, 50L);
  }

  private static Stream<Long> times(ChunkBytes wire) {
    return Decoded.all(wire.array()).stream().map(Decoded::timestamp);
  }
}
