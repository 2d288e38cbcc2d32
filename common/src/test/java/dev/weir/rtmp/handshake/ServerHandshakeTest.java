package dev.weir.rtmp.handshake;

import static dev.weir.rtmp.handshake.HandshakePackets.c1;
import static dev.weir.rtmp.handshake.HandshakePackets.drain;
import static dev.weir.rtmp.handshake.HandshakePackets.join;
import static dev.weir.rtmp.handshake.HandshakePackets.noise;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.rtmp.RtmpError;
import dev.weir.rtmp.RtmpException;
import dev.weir.rtmp.handshake.HandshakeDigest.Signer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerHandshakeTest {
  private static final byte[] C0 = {3};
  private static final byte[] CHUNKS = {2, 0, 0, 0, 0, 0, 4, 1, 0, 0, 0, 0};

  private final ServerHandshake handshake = new ServerHandshake(new Random(42));

  @Test
  void connectInOneSegmentWithC2StaysForTheChunkParser() {
    ByteBuf out = Unpooled.buffer();
    ByteBuf first = Unpooled.wrappedBuffer(C0, c1(HandshakeScheme.SIMPLE, 1));
    assertThat(handshake.receive(first, out)).isFalse();

    ByteBuf second = Unpooled.wrappedBuffer(noise(2), CHUNKS);
    assertThat(handshake.receive(second, out)).isTrue();

    assertThat(second.readableBytes()).isEqualTo(CHUNKS.length);
    assertThat(handshake.receive(second, out)).isTrue();
    assertThat(drain(second)).isEqualTo(CHUNKS);
    assertThat(drain(out)).hasSize(3073);
    first.release();
  }

  @ParameterizedTest
  @EnumSource
  void theAnswerIsTheSameHoweverTheBytesCome(HandshakeScheme scheme) {
    byte[] all = join(C0, c1(scheme, 3), noise(4), CHUNKS);
    byte[] whole = answer(all, all.length, CHUNKS.length);

    for (int size : new int[] {1, 2, 1000, 1537, 1538}) {
      assertThat(answer(all, size, CHUNKS.length)).isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theAnswerComesInOnePieceOnceC1IsWhole(HandshakeScheme scheme) {
    ByteBuf out = Unpooled.buffer();
    for (byte value : join(C0, c1(scheme, 5))) {
      assertThat(out.readableBytes()).isZero();
      ByteBuf in = Unpooled.wrappedBuffer(new byte[] {value});
      assertThat(handshake.receive(in, out)).isFalse();
      assertThat(in.isReadable()).isFalse();
      in.release();
    }
    assertThat(handshake.scheme()).isEqualTo(scheme);
    assertThat(drain(out)).hasSize(3073);
  }

  @Test
  void aSimpleC1IsEchoedByteForByteAndAnsweredWithAZeroVersion() {
    byte[] c1 = c1(HandshakeScheme.SIMPLE, 6);

    byte[] answer = answer(join(C0, c1), 1537, 0);

    assertThat(answer[0]).isEqualTo((byte) 3);
    assertThat(Arrays.copyOfRange(answer, 5, 9)).containsOnly(0);
    assertThat(Arrays.copyOfRange(answer, 9, 1537)).isNotEqualTo(new byte[1528]);
    assertThat(Arrays.copyOfRange(answer, 1537, 3073)).isEqualTo(c1);
  }

  @ParameterizedTest
  @EnumSource(names = "SIMPLE", mode = EnumSource.Mode.EXCLUDE)
  void aDigestC1GetsAnAnswerSignedInTheSameScheme(HandshakeScheme scheme) {
    byte[] c1 = c1(scheme, 7);

    byte[] answer = answer(join(C0, c1), 1537, 0);

    byte[] s1 = Arrays.copyOfRange(answer, 1, 1537);
    byte[] s2 = Arrays.copyOfRange(answer, 1537, 3073);
    byte[] c1Digest = HandshakeDigest.carried(scheme, c1);
    assertThat(s1[4]).as("FFmpeg verifies from 3 on").isGreaterThanOrEqualTo((byte) 3);
    assertThat(HandshakeDigest.recognise(Signer.SERVER, s1)).isEqualTo(scheme);
    assertThat(HandshakeDigest.responseVerifies(Signer.SERVER, c1Digest, s2)).isTrue();
  }

  @Test
  void aVersionWithoutADigestIsAnsweredSimply() {
    byte[] c1 = noise(8);

    byte[] answer = answer(join(C0, c1), 1537, 0);

    assertThat(Arrays.copyOfRange(answer, 5, 9)).containsOnly(0);
    assertThat(Arrays.copyOfRange(answer, 1537, 3073)).isEqualTo(c1);
  }

  @Test
  void theLargestDigestSelectorsInBothSchemesFallBackToTheSimpleForm() {
    byte[] c1 = noise(9);
    Arrays.fill(c1, 8, 12, (byte) 0xFF);
    Arrays.fill(c1, 772, 776, (byte) 0xFF);
    assertThat(HandshakeDigest.position(HandshakeScheme.DIGEST_1, c1)).isEqualTo(12 + 1020 - 728);
    assertThat(HandshakeDigest.position(HandshakeScheme.DIGEST_0, c1)).isEqualTo(776 + 1020 - 728);

    byte[] answer = answer(join(C0, c1), 1537, 0);

    assertThat(Arrays.copyOfRange(answer, 1537, 3073)).isEqualTo(c1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "71 | C0 is 71, not 3: HTTP on the RTMP port",
        "72 | C0 is 72, not 3: HTTP on the RTMP port",
        "79 | C0 is 79, not 3: HTTP on the RTMP port",
        "80 | C0 is 80, not 3: HTTP, or PROXY protocol 1 from a balancer that is not configured",
        "22 | C0 is 22, not 3: TLS on the plain port",
        "13 | C0 is 13, not 3: PROXY protocol 2 from a balancer that is not configured",
        "6 | C0 is 6, not 3: RTMPE, which is not supported",
        "8 | C0 is 8, not 3: RTMPE, which is not supported",
        "9 | C0 is 9, not 3: RTMPE, which is not supported",
        "243 | C0 is 243, not 3: the preface of an SRS proxy, which is not supported",
        "0 | C0 is 0, not 3: a version that nobody uses",
        "31 | C0 is 31, not 3: a version that nobody uses",
        "255 | C0 is 255, not 3: not RTMP"
      })
  void aWrongFirstByteIsNamedAtOnce(int first, String detail) {
    RtmpException refusal = refusal(new byte[] {(byte) first});

    assertThat(refusal).hasMessage("BAD_VERSION: " + detail);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"GET /secret HTTP/1.1\r\n\r\n", "POST /secret HTTP/1.1\r\n", "PUT /secret"})
  void aRequestIsNeverRepeatedInTheDetail(String request) {
    assertThat(refusal(request.getBytes(StandardCharsets.US_ASCII)))
        .hasMessageEndingWith("HTTP on the RTMP port")
        .hasMessageNotContaining("secret");
  }

  @Test
  void proxyProtocolIsToldFromHttpByItsSecondByte() {
    assertThat(refusal("PROXY TCP4 10.0.0.1".getBytes(StandardCharsets.US_ASCII)))
        .hasMessageEndingWith("PROXY protocol 1 from a balancer that is not configured")
        .hasMessageNotContaining("10.0.0.1");
  }

  @Test
  void manyZerosAreRefusedByTheFirst() {
    assertThat(refusal(new byte[65_536])).hasMessageContaining("C0 is 0, not 3");
  }

  @Test
  void anEmptyBufferIsNoEvent() {
    ByteBuf out = Unpooled.buffer();

    assertThat(handshake.receive(Unpooled.EMPTY_BUFFER, out)).isFalse();

    assertThat(drain(out)).isEmpty();
  }

  private RtmpException refusal(byte[] opening) {
    ByteBuf in = Unpooled.wrappedBuffer(opening);
    ByteBuf out = Unpooled.buffer();
    RtmpException refusal =
        catchThrowableOfType(RtmpException.class, () -> handshake.receive(in, out));
    assertThat(refusal.error()).isEqualTo(RtmpError.BAD_VERSION);
    assertThat(in.readableBytes()).isEqualTo(opening.length);
    assertThat(drain(out)).isEmpty();
    in.release();
    return refusal;
  }

  /** Feeds a fresh server in parts of a size and returns what it said. */
  private static byte[] answer(byte[] all, int size, int trailing) {
    ServerHandshake server = new ServerHandshake(new Random(42));
    ByteBuf in = Unpooled.buffer();
    ByteBuf out = Unpooled.buffer();
    boolean done = false;
    for (int at = 0; at < all.length; at += size) {
      in.writeBytes(all, at, Math.min(size, all.length - at));
      done = server.receive(in, out);
    }
    assertThat(done).isEqualTo(all.length >= 1 + 2 * HandshakePackets.PACKET);
    assertThat(in.readableBytes()).isEqualTo(trailing);
    in.release();
    return drain(out);
  }
}
