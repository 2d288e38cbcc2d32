package dev.weir.rtmp.handshake;

import static dev.weir.rtmp.handshake.HandshakeDigest.PACKET;

import dev.weir.rtmp.RtmpException;
import dev.weir.rtmp.handshake.HandshakeDigest.Signer;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * The server's half of one connection's handshake. It answers in the form the client chose and
 * accepts any C2 of the right length: several encoders send one that does not fit S1.
 *
 * <p>It holds at most two packets of 1536 bytes, and one of them only while it answers.
 */
public final class ServerHandshake {
  private static final int S0_S1_S2 = 1 + 2 * PACKET;

  /**
   * FFmpeg as a player verifies S1 only when the first of these is 3 or more, so a signed S1 names
   * a real FMS.
   */
  private static final byte[] FMS_VERSION = {5, 0, 17, 1};

  private final RandomGenerator random;
  private boolean opened;
  private byte[] c1 = new byte[PACKET];
  private int c1Received;
  private int c2Missing = PACKET;
  private HandshakeScheme scheme = HandshakeScheme.SIMPLE;

  /**
   * @param random fills S1 and a signed S2; needs no cryptographic strength
   */
  public ServerHandshake(RandomGenerator random) {
    this.random = Objects.requireNonNull(random);
  }

  /**
   * Takes what has arrived. Once C1 is whole, S0, S1 and S2 are appended as one piece of 3073
   * bytes, because Wirecast fails when they come in parts.
   *
   * @param in bytes from the client; only those of the handshake are consumed, those after C2 are
   *     chunks and stay. The caller keeps the buffer
   * @param out where the answer goes; the caller keeps the buffer
   * @return true when C2 was consumed: the handshake is over
   * @throws RtmpException BAD_VERSION as soon as the first byte is there and is not 3
   */
  public boolean receive(ByteBuf in, ByteBuf out) {
    if (!opened) {
      if (!in.isReadable()) {
        return false;
      }
      OpeningByte.read(in, "C0");
      opened = true;
    }
    if (c1 != null && !answeredC1(in, out)) {
      return false;
    }
    int some = Math.min(c2Missing, in.readableBytes());
    in.skipBytes(some);
    c2Missing -= some;
    return c2Missing == 0;
  }

  /** The form the client chose; {@link HandshakeScheme#SIMPLE} until C1 was answered. */
  public HandshakeScheme scheme() {
    return scheme;
  }

  private boolean answeredC1(ByteBuf in, ByteBuf out) {
    int some = Math.min(PACKET - c1Received, in.readableBytes());
    in.readBytes(c1, c1Received, some);
    c1Received += some;
    if (c1Received < PACKET) {
      return false;
    }
    scheme = HandshakeDigest.recognise(Signer.CLIENT, c1);
    out.ensureWritable(S0_S1_S2);
    out.writeByte(OpeningByte.PLAIN);
    if (scheme == HandshakeScheme.SIMPLE) {
      answerSimply(out);
    } else {
      answerSigned(out);
    }
    c1 = null;
    return true;
  }

  /**
   * S1 with a zero version, or FFmpeg would look for a digest; S2 the echo of all 1536 bytes, as
   * StreamPack compares them.
   */
  private void answerSimply(ByteBuf out) {
    byte[] noise = new byte[PACKET - 8];
    random.nextBytes(noise);
    out.writeZero(8).writeBytes(noise).writeBytes(c1);
  }

  private void answerSigned(ByteBuf out) {
    byte[] packet = new byte[PACKET];
    random.nextBytes(packet);
    packet[0] = packet[1] = packet[2] = packet[3] = 0;
    System.arraycopy(FMS_VERSION, 0, packet, HandshakeDigest.VERSION_AT, FMS_VERSION.length);
    HandshakeDigest.sign(scheme, Signer.SERVER, packet);
    out.writeBytes(packet);

    random.nextBytes(packet);
    HandshakeDigest.signResponse(Signer.SERVER, HandshakeDigest.carried(scheme, c1), packet);
    out.writeBytes(packet);
  }
}
