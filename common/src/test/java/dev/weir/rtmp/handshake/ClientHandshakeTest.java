package dev.weir.rtmp.handshake;

import static dev.weir.rtmp.handshake.HandshakePackets.drain;
import static dev.weir.rtmp.handshake.HandshakePackets.noise;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.rtmp.RtmpError;
import dev.weir.rtmp.RtmpException;
import dev.weir.rtmp.handshake.HandshakeDigest.Signer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClientHandshakeTest {
  private static final byte[] S0 = {3};
  private static final byte[] CHUNKS = {2, 0, 0, 0, 0, 0, 4, 5};

  private final ByteBuf toServer = Unpooled.buffer();
  private final ByteBuf toClient = Unpooled.buffer();

  @AfterEach
  void release() {
    toServer.release();
    toClient.release();
  }

  @ParameterizedTest
  @EnumSource
  void clientAndServerAgreeInEveryScheme(HandshakeScheme scheme) {
    ClientHandshake client = client(scheme);
    ServerHandshake server = new ServerHandshake(new Random(2));

    client.start(toServer);
    assertThat(toServer.readableBytes()).isEqualTo(1537);
    assertThat(server.receive(toServer, toClient)).isFalse();
    toClient.writeBytes(CHUNKS);
    assertThat(client.receive(toClient, toServer)).isTrue();
    toServer.writeBytes(CHUNKS);
    assertThat(server.receive(toServer, toClient)).isTrue();

    assertThat(server.scheme()).isEqualTo(scheme);
    assertThat(client.serverVerified()).isEqualTo(scheme != HandshakeScheme.SIMPLE);
    assertThat(toServer.readableBytes()).isEqualTo(CHUNKS.length);
    assertThat(toClient.readableBytes()).isEqualTo(CHUNKS.length);
    assertThat(client.receive(toClient, toServer)).isTrue();
    assertThat(toClient.readableBytes()).isEqualTo(CHUNKS.length);
  }

  @ParameterizedTest
  @EnumSource
  void theHandshakeMayComeByteByByte(HandshakeScheme scheme) {
    ClientHandshake client = client(scheme);
    ServerHandshake server = new ServerHandshake(new Random(2));
    client.start(toServer);
    assertThat(server.receive(toServer, toClient)).isFalse();

    for (byte value : drain(toClient.readRetainedSlice(3073))) {
      assertThat(toServer.isReadable()).isFalse();
      ByteBuf one = Unpooled.wrappedBuffer(new byte[] {value});
      client.receive(one, toServer);
      one.release();
    }

    assertThat(toServer.readableBytes()).isEqualTo(1536);
    assertThat(server.receive(toServer, toClient)).isTrue();
  }

  @Test
  void c1CarriesTimeAndTheVersionOfItsForm() {
    client(HandshakeScheme.SIMPLE).start(toServer);
    assertThat(toServer.getByte(0)).isEqualTo((byte) 3);
    assertThat(toServer.getInt(1)).isEqualTo(0x01020304);
    assertThat(toServer.getInt(5)).isZero();

    toServer.clear();
    client(HandshakeScheme.DIGEST_1).start(toServer);
    assertThat(toServer.getInt(1)).isEqualTo(0x01020304);
    assertThat(toServer.getInt(5)).isNotZero();
  }

  @ParameterizedTest
  @EnumSource
  void aServerThatDoesNotSignGetsItsS1Back(HandshakeScheme scheme) {
    ClientHandshake client = client(scheme);
    client.start(toServer);
    toServer.clear();
    byte[] s1 = noise(3);

    toClient.writeBytes(S0).writeBytes(s1).writeBytes(noise(4));
    assertThat(client.receive(toClient, toServer)).isTrue();

    assertThat(client.serverVerified()).isFalse();
    assertThat(drain(toServer.readRetainedSlice(1536))).isEqualTo(s1);
  }

  @Test
  void aDigestServerGetsASignedC2EvenInTheOtherScheme() {
    ClientHandshake client = client(HandshakeScheme.DIGEST_1);
    client.start(toServer);
    toServer.clear();
    byte[] s1 = noise(5);
    byte[] s1Digest = HandshakeDigest.sign(HandshakeScheme.DIGEST_0, Signer.SERVER, s1);

    toClient.writeBytes(S0).writeBytes(s1).writeBytes(noise(6));
    assertThat(client.receive(toClient, toServer)).isTrue();

    byte[] c2 = drain(toServer.readRetainedSlice(1536));
    assertThat(HandshakeDigest.responseVerifies(Signer.CLIENT, s1Digest, c2)).isTrue();
    assertThat(client.serverVerified()).as("S2 was noise").isFalse();
  }

  @Test
  void anHttpServerIsNamedByItsFirstByte() {
    ClientHandshake client = client(HandshakeScheme.SIMPLE);
    client.start(toServer);
    toClient.writeByte('H');

    RtmpException refusal =
        catchThrowableOfType(RtmpException.class, () -> client.receive(toClient, toServer));

    assertThat(refusal.error()).isEqualTo(RtmpError.BAD_VERSION);
    assertThat(refusal).hasMessage("BAD_VERSION: S0 is 72, not 3: HTTP on the RTMP port");
  }

  @Test
  void twoClientsOfDifferentNoiseSendDifferentC1() {
    client(HandshakeScheme.SIMPLE).start(toServer);
    new ClientHandshake(HandshakeScheme.SIMPLE, new Random(9), 0).start(toClient);

    assertThat(Arrays.equals(drain(toServer.copy()), drain(toClient.copy()))).isFalse();
  }

  private static ClientHandshake client(HandshakeScheme scheme) {
    return new ClientHandshake(scheme, new Random(1), 0x01020304);
  }
}
