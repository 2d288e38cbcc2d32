package dev.weir.rtmp.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.rtmp.RtmpError;
import dev.weir.rtmp.RtmpException;
import dev.weir.rtmp.handshake.HandshakeScheme;
import dev.weir.rtmp.message.MessageType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The rows of the table of hostile inputs that concern handshake and chunks, against a whole
 * session; a method's name begins with its row. What only a socket shows is tested elsewhere.
 */
class HostileChunksTest {
  private final RawClient client = new RawClient();

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void row1WhoSendsNothingIsEndedAfterFiveSeconds() {
    client.advance(4_999);
    assertFails(RtmpError.TIMEOUT, () -> client.advance(1));
  }

  @Test
  void row2WhoSendsAByteASecondIsToo() {
    client.send((byte) 3);
    for (int i = 0; i < 4; i++) {
      client.advance(1_000).send((byte) 0);
    }
    assertFails(RtmpError.TIMEOUT, () -> client.advance(1_000));
  }

  @Test
  void row3WhoSpeaksAnotherProtocolIsEndedAtItsFirstByte() {
    byte[][] openings = {
      "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
      {0x16, 3, 1, 0},
      {6},
      {8},
      new byte[64 << 10]
    };
    for (byte[] opening : openings) {
      try (RawClient stranger = new RawClient()) {
        assertThatThrownBy(() -> stranger.send(opening))
            .isInstanceOfSatisfying(
                RtmpException.class,
                e -> {
                  assertThat(e.error()).isEqualTo(RtmpError.BAD_VERSION);
                  assertThat(e.getMessage()).doesNotContain("GET");
                });
        assertThat(stranger.replies()).isEmpty();
      }
    }
  }

  @Test
  void row4DigestOffsetsOfAllOnesFallBackToThePlainHandshake() {
    byte[] handshake = RawClient.handshake();
    Arrays.fill(handshake, 5, 13, (byte) 0xFF);
    Arrays.fill(handshake, 1 + 772, 1 + 776, (byte) 0xFF);
    client.send(handshake).connect();

    assertThat(client.session().scheme()).isEqualTo(HandshakeScheme.SIMPLE);
    assertThat(client.events()).containsExactly("Connect live");
  }

  @Test
  void row5OnlyFormatsZeroAndOneMayOpenAChunkStream() {
    for (String opening : new String[] {"C3", "C4", "83 000000", "80 40 000000"}) {
      try (RawClient other = new RawClient()) {
        assertFails(RtmpError.BAD_CHUNK, () -> other.shakeHands().hex(opening));
      }
    }
    client.shakeHands().hex("42 000000 000006 04 0006 00000007");
    assertThat(client.replies()).containsExactly("2/0 UserControl 7 7");
  }

  @Test
  void row6AChunkSizeOfZeroIsAProtocolError() {
    client.shakeHands();
    assertFails(
        RtmpError.BAD_CONTROL, () -> client.hex("02 00 00 00 00 00 04 01 00 00 00 00 00 00 00 00"));
  }

  @Test
  void row7ATopBitIsOneTooAndTheLargestSizeIsAllowed() {
    client.publishing().hex("02 000000 000004 01 00000000 7FFFFFFF");
    client.media(MessageType.AUDIO, 1, 0, (byte) 1);
    assertThat(client.events()).containsExactly("Audio 1 @0 01");
    assertFails(RtmpError.BAD_CONTROL, () -> client.hex("02 000000 000004 01 00000000 80000001"));
  }

  @Test
  void row7AChunkSizeOfOneIsAllowedButCosts() {
    client.publishing().hex("02 000000 000004 01 00000000 00000001");
    client.hex("04 000000 000002 08 01000000 AA C4 BB");
    assertThat(client.events()).containsExactly("Audio 1 @0 aabb");
    client.hex("04 000000 800000 09 01000000 00");
    byte[] crumbs = new byte[200_000];
    for (int i = 0; i < crumbs.length; i += 2) {
      crumbs[i] = (byte) 0xC4;
    }
    assertFails(RtmpError.TOO_FAST, () -> client.send(crumbs));
  }

  @Test
  void row8ChunkSizesMayChangeInTheMiddleOfAMessage() {
    client.publishing().hex("04 000000 00012C 09 01000000").send(counting(0, 128));
    client.hex("02 000000 000004 01 00000000 00000002 C4").send(counting(128, 130));
    client.hex("02 000000 000004 01 00000000 0000 C2 0064 C4").send(counting(130, 230));
    client.hex("02 000000 000004 01 00000000 00001000 C4").send(counting(230, 300));

    assertThat(client.events())
        .containsExactly("Video 1 @0 " + ByteBufUtil.hexDump(counting(0, 300)));
  }

  @Test
  void row9ALengthOf16MiBIsRefusedAtItsHeader() {
    client.publishing();
    assertFails(RtmpError.MESSAGE_TOO_LARGE, () -> client.hex("04 000000 FFFFFF 09 01000000"));
    try (RawClient stranger = new RawClient()) {
      assertFails(
          RtmpError.MESSAGE_TOO_LARGE,
          () -> stranger.shakeHands().hex("03 000000 004001 14 00000000"));
    }
  }

  @Test
  void row10PartialMessagesOnManyChunkStreamsAreFew() {
    client.publishing();
    assertFails(
        RtmpError.TOO_MUCH_STATE,
        () -> {
          for (int id = 64; id < 65_600; id++) {
            client.write(
                header(id)
                    .andThen(
                        out -> out.writeMedium(200).writeByte(9).writeIntLE(1).writeZero(128)));
          }
        });
  }

  @Test
  void row11AHeaderOfAnotherLengthMixesNothing() {
    client.publishing().hex("04 000000 00012C 09 01000000").send(new byte[128]);
    assertFails(RtmpError.BAD_CHUNK, () -> client.hex("04 000000 000010 09 01000000"));
    assertThat(client.events()).isEmpty();
  }

  @Test
  void row12AbortsReleaseWhatTheyNameAndAFloodOfThemEnds() {
    client.publishing().hex("04 000000 00012C 09 01000000").send(new byte[128]);
    client.hex("02 000000 000004 02 00000000 00000004");
    client.hex("02 000000 000004 02 00000000 FFFFFFFF");
    client.media(MessageType.AUDIO, 1, 0, (byte) 1);
    assertThat(client.events()).containsExactly("Audio 1 @0 01");
    assertFails(
        RtmpError.TOO_FAST,
        () -> {
          for (int i = 0; i < 1_001; i++) {
            client.hex("02 000000 000004 02 00000000 00000004");
          }
        });
  }

  @Test
  void row13BothDialectsOfTheExtendedTimestampAreRead() {
    for (String field : new String[] {"", "01000000"}) {
      try (RawClient publisher = new RawClient()) {
        publisher.publishing().hex("04 FFFFFF 000082 08 01000000 01000000");
        publisher.send(new byte[128]).hex("C4 " + field + " AABB");
        publisher.media(MessageType.AUDIO, 1, 5, (byte) 7);
        assertThat(publisher.events())
            .containsExactly("Audio 1 @16777216 " + "00".repeat(128) + "aabb", "Audio 1 @5 07");
      }
    }
  }

  @Test
  void row13AMarkerBeforeTheEndIsNothing() {
    client.publishing().hex("04 FFFFFF 000082 08 01000000");
    assertThat(client.events()).isEmpty();
  }

  @Test
  void row26AnErrorAfterPublishAndPlayLosesNothingThatCameWhole() {
    client.publishing().media(MessageType.VIDEO, 1, 0, (byte) 0x27);
    assertFails(
        RtmpError.BAD_CHUNK, () -> client.hex("07 000000 000002 08 01000000 0102 89 000000"));
    assertThat(client.events()).containsExactly("Video 1 @0 27", "Audio 1 @0 0102");
  }

  private static Consumer<ByteBuf> header(int id) {
    return out -> {
      if (id < 320) {
        out.writeByte(0).writeByte(id - 64);
      } else {
        out.writeByte(1).writeShortLE(id - 64);
      }
      out.writeMedium(0);
    };
  }

  private static byte[] counting(int from, int to) {
    byte[] bytes = new byte[to - from];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (from + i);
    }
    return bytes;
  }

  private static void assertFails(RtmpError error, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(RtmpException.class, e -> assertThat(e.error()).isEqualTo(error));
  }
}
