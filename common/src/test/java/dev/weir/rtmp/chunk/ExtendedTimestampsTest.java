package dev.weir.rtmp.chunk;

import static dev.weir.rtmp.chunk.Decoded.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.rtmp.RtmpLimits;
import dev.weir.rtmp.chunk.DialectWriter.Dialect;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class ExtendedTimestampsTest {
  private static final int CHUNK = 128;
  private static final int VIDEO = 9;

  /** 4 h 39 m 37.2 s: where streams died. */
  private static final long[] AROUND_THE_MARK = {
    0xFF_FFFD,
    0xFF_FFFE,
    0xFF_FFFF,
    0x0100_0000,
    0x0100_0001,
    0x7FFF_FFFF,
    0x8000_0000L,
    0xFFFF_FFFEL
  };

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void everyDialectIsReadAroundTheMark(Dialect dialect) {
    DialectWriter writer = new DialectWriter(dialect, CHUNK);
    List<Decoded> sent = new ArrayList<>();
    for (long time : AROUND_THE_MARK) {
      byte[] body = body(time, 3 * CHUNK + 17);
      writer.message(0, 6, time, VIDEO, body);
      sent.add(message(6, VIDEO, 1, time, body));
    }

    assertThat(Decoded.all(writer.array())).isEqualTo(sent);
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void aLastChunkOfFewerThanFourBytesIsRead(Dialect dialect) {
    DialectWriter writer = new DialectWriter(dialect, CHUNK);
    List<Decoded> sent = new ArrayList<>();
    for (int rest = 1; rest <= 5; rest++) {
      byte[] body = body(rest, CHUNK + rest);
      writer.message(0, 4, 0x0100_0000 + rest, VIDEO, body);
      sent.add(message(4, VIDEO, 1, 0x0100_0000 + rest, body));
    }

    assertThat(Decoded.all(writer.array())).isEqualTo(sent);
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void anExtendedDeltaIsRead(Dialect dialect) {
    byte[] first = body(1, 200);
    byte[] second = body(2, 200);
    byte[] third = body(3, 200);
    byte[] wire =
        new DialectWriter(dialect, CHUNK)
            .message(0, 4, 0x0200_0000, VIDEO, first)
            .message(1, 4, 0x0300_0000, VIDEO, second)
            .message(2, 4, 0x0300_0010, VIDEO, third)
            .array();

    assertThat(Decoded.all(wire))
        .containsExactly(
            message(4, VIDEO, 1, 0x0200_0000, first),
            message(4, VIDEO, 1, 0x0300_0000, second),
            message(4, VIDEO, 1, 0x0300_0010, third));
  }

  @ParameterizedTest
  @EnumSource(value = Dialect.class, mode = Mode.EXCLUDE, names = "ABSOLUTE")
  void formatThreeMayBeginAMessage(Dialect dialect) {
    DialectWriter writer = new DialectWriter(dialect, CHUNK);
    List<Decoded> sent = new ArrayList<>();
    byte[] body = body(1, 200);
    writer.message(0, 4, 0x0200_0000, VIDEO, body);
    sent.add(message(4, VIDEO, 1, 0x0200_0000, body));
    for (int i = 1; i <= 3; i++) {
      body = body(i, 200);
      writer.message(i == 1 ? 1 : 3, 4, 0x0200_0000 + i * 0x0100_0000, VIDEO, body);
      sent.add(message(4, VIDEO, 1, 0x0200_0000 + i * 0x0100_0000, body));
    }

    assertThat(Decoded.all(writer.array())).isEqualTo(sent);
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void theFieldGoesWhenTheNextHeaderHasNone(Dialect dialect) {
    byte[] first = body(1, 300);
    byte[] second = body(2, 300);
    byte[] third = body(3, 300);
    byte[] wire =
        new DialectWriter(dialect, CHUNK)
            .message(0, 4, 0x0100_0000, VIDEO, first)
            .message(0, 4, 0, VIDEO, second)
            .message(0, 4, 0x0100_0000, VIDEO, third)
            .array();

    assertThat(Decoded.all(wire))
        .containsExactly(
            message(4, VIDEO, 1, 0x0100_0000, first),
            message(4, VIDEO, 1, 0, second),
            message(4, VIDEO, 1, 0x0100_0000, third));
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void bodiesOfZerosAreReadOnceTheDialectIsKnown(Dialect dialect) {
    byte[] first = body(1, 300);
    byte[] zeros = new byte[3 * CHUNK + 2];
    byte[] wire =
        new DialectWriter(dialect, CHUNK)
            .message(0, 4, 0x0100_0000, VIDEO, first)
            .message(0, 4, 0x0100_0000, VIDEO, zeros)
            .message(0, 6, 0x0101_0101, VIDEO, zeros)
            .array();

    assertThat(Decoded.all(wire))
        .containsExactly(
            message(4, VIDEO, 1, 0x0100_0000, first),
            message(4, VIDEO, 1, 0x0100_0000, zeros),
            message(6, VIDEO, 1, 0x0101_0101, zeros));
  }

  @ParameterizedTest
  @EnumSource(value = Dialect.class, mode = Mode.EXCLUDE, names = "ZEROS")
  void upToThreeZerosAreReadBeforeTheDialectIsKnown(Dialect dialect) {
    for (int zeros = 1; zeros <= 3; zeros++) {
      byte[] body = body(zeros, 2 * CHUNK);
      Arrays.fill(body, CHUNK, CHUNK + zeros, (byte) 0);
      byte[] wire =
          new DialectWriter(dialect, CHUNK).message(0, 4, 0x0100_0000, VIDEO, body).array();

      assertThat(Decoded.all(wire)).containsExactly(message(4, VIDEO, 1, 0x0100_0000, body));
    }
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void aBodyThatLooksLikeTheTimestampIsReadOnceTheDialectIsKnown(Dialect dialect) {
    byte[] first = body(1, 300);
    byte[] body = body(2, 2 * CHUNK);
    System.arraycopy(new byte[] {1, 0, 0, 0}, 0, body, CHUNK, 4);
    byte[] wire =
        new DialectWriter(dialect, CHUNK)
            .message(0, 4, 0x0100_0000, VIDEO, first)
            .message(0, 4, 0x0100_0000, VIDEO, body)
            .array();

    assertThat(Decoded.all(wire))
        .containsExactly(
            message(4, VIDEO, 1, 0x0100_0000, first), message(4, VIDEO, 1, 0x0100_0000, body));
  }

  @Test
  void bytesThatOnlyBeginLikeTheFieldGoBackToTheirMessageAndToTheNext() {
    // Two payload bytes are left, they begin as the field does, and the peer omits it.
    byte[] body = body(1, CHUNK + 2);
    body[CHUNK] = 1;
    body[CHUNK + 1] = 0;
    byte[] next = body(2, 40);
    byte[] wire =
        new DialectWriter(Dialect.OMITS, CHUNK)
            .message(0, 4, 0x0100_0000, VIDEO, body)
            .message(0, 6, 7, VIDEO, next)
            .array();

    assertThat(Decoded.all(wire))
        .containsExactly(message(4, VIDEO, 1, 0x0100_0000, body), message(6, VIDEO, 1, 7, next));
  }

  @Test
  void anEmptyMessageOfAnOmittingPeerTakesNothingFromTheNext() {
    byte[] wire =
        ChunkBytes.chunks()
            .fmt0(4, 0x0100_0000, 0, 8, 1)
            .fmt3(4)
            .fmt0(6, 9, 2, VIDEO, 1)
            .hex("0102")
            .array();

    assertThat(Decoded.all(wire))
        .containsExactly(
            message(4, 8, 1, 0x0100_0000, new byte[0]),
            message(4, 8, 1, 0x0100_0000, new byte[0]),
            message(6, VIDEO, 1, 9, new byte[] {1, 2}));
  }

  @Test
  void anOmittingPeerNeedNotSendMoreForItsLastBytesToCount() {
    byte[] first = body(1, 300);
    byte[] second = body(2, CHUNK + 1);
    second[CHUNK] = 1;
    byte[] wire =
        new DialectWriter(Dialect.OMITS, CHUNK)
            .message(0, 4, 0x0100_0000, VIDEO, first)
            .message(0, 4, 0x0100_0000, VIDEO, second)
            .array();
    List<Decoded> found = new ArrayList<>();
    try (ChunkDecoder decoder =
        new ChunkDecoder(RtmpLimits.DEFAULT, UnpooledByteBufAllocator.DEFAULT)) {
      decoder.connected();
      Decoded.feed(decoder, wire, found);
    }

    assertThat(found).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void interleavedChunkStreamsEachHaveTheirOwnField(Dialect dialect) {
    byte[] audio = body(1, 200);
    byte[] video = body(2, 200);
    byte[] a = new DialectWriter(dialect, CHUNK).message(0, 4, 0x0100_0005, 8, audio).array();
    byte[] v = new DialectWriter(dialect, CHUNK).message(0, 6, 1_000, VIDEO, video).array();
    int cut = 16 + CHUNK;
    byte[] wire =
        ChunkBytes.chunks()
            .bytes(a, 0, cut)
            .bytes(v, 0, 12 + CHUNK)
            .bytes(a, cut, a.length)
            .bytes(v, 12 + CHUNK, v.length)
            .array();

    assertThat(Decoded.all(wire))
        .containsExactly(message(4, 8, 1, 0x0100_0005, audio), message(6, VIDEO, 1, 1_000, video));
  }

  /** Random bytes without a zero or a one, which is how no field here begins. */
  private static byte[] body(long seed, int length) {
    byte[] body = new byte[length];
    Random random = new Random(seed);
    for (int i = 0; i < length; i++) {
      body[i] = (byte) (2 + random.nextInt(0x70));
    }
    return body;
  }
}
