package dev.weir.rtmp.handshake;

import static dev.weir.rtmp.handshake.HandshakeDigest.PACKET;

import dev.weir.rtmp.RtmpException;
import dev.weir.rtmp.handshake.HandshakeDigest.Signer;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * The client's half of one connection's handshake. A server that does not sign, or signs wrongly,
 * is no error: C2 then echoes S1, and {@link #serverVerified()} tells.
 *
 * <p>It holds at most 3200 bytes, and one packet of 1536 more while it makes C2.
 */
public final class ClientHandshake {
  /** What FFmpeg says it is; servers look for non-zero only. */
  private static final byte[] FLASH_PLAYER_VERSION = {9, 0, 124, 2};

  private final HandshakeScheme scheme;
  private final RandomGenerator random;
  private final int timestampMillis;
  private byte[] c1Digest;
  private boolean opened;
  private byte[] replies = new byte[2 * PACKET];
  private int received;
  private boolean serverVerified;

  /**
   * @param scheme the form to offer
   * @param random fills C1 and a signed C2; needs no cryptographic strength
   * @param timestampMillis the time field of C1, an unsigned 32-bit count of any epoch
   */
  public ClientHandshake(HandshakeScheme scheme, RandomGenerator random, int timestampMillis) {
    this.scheme = Objects.requireNonNull(scheme);
    this.random = Objects.requireNonNull(random);
    this.timestampMillis = timestampMillis;
  }

  /**
   * Appends C0 and C1, 1537 bytes. Call it once, before {@link #receive}.
   *
   * @param out the caller keeps the buffer
   */
  public void start(ByteBuf out) {
    byte[] c1 = new byte[PACKET];
    random.nextBytes(c1);
    for (int i = 0; i < 4; i++) {
      c1[i] = (byte) (timestampMillis >>> (24 - 8 * i));
      c1[HandshakeDigest.VERSION_AT + i] =
          scheme == HandshakeScheme.SIMPLE ? 0 : FLASH_PLAYER_VERSION[i];
    }
    if (scheme != HandshakeScheme.SIMPLE) {
      c1Digest = HandshakeDigest.sign(scheme, Signer.CLIENT, c1);
    }
    out.writeByte(OpeningByte.PLAIN).writeBytes(c1);
  }

  /**
   * Takes what has arrived and, once S2 is whole, appends C2.
   *
   * @param in bytes from the server; those after S2 are chunks and stay. The caller keeps the
   *     buffer
   * @param out where C2 goes; the caller keeps the buffer
   * @return true when C2 was appended: the handshake is over
   * @throws RtmpException BAD_VERSION as soon as the first byte is there and is not 3
   */
  public boolean receive(ByteBuf in, ByteBuf out) {
    if (!opened) {
      if (!in.isReadable()) {
        return false;
      }
      OpeningByte.read(in, "S0");
      opened = true;
    }
    if (replies == null) {
      return true;
    }
    int some = Math.min(replies.length - received, in.readableBytes());
    in.readBytes(replies, received, some);
    received += some;
    if (received < replies.length) {
      return false;
    }
    finish(out);
    replies = null;
    return true;
  }

  /**
   * Whether the server signed both S1 and S2 correctly. Always false before the end of the
   * handshake and for a client that offered {@link HandshakeScheme#SIMPLE}.
   */
  public boolean serverVerified() {
    return serverVerified;
  }

  private void finish(ByteBuf out) {
    byte[] packet = new byte[PACKET];
    System.arraycopy(replies, 0, packet, 0, PACKET);
    HandshakeScheme answered =
        c1Digest == null
            ? HandshakeScheme.SIMPLE
            : HandshakeDigest.recognise(Signer.SERVER, packet);
    if (answered != HandshakeScheme.SIMPLE) {
      byte[] s1Digest = HandshakeDigest.carried(answered, packet);
      System.arraycopy(replies, PACKET, packet, 0, PACKET);
      serverVerified = HandshakeDigest.responseVerifies(Signer.SERVER, c1Digest, packet);
      random.nextBytes(packet);
      HandshakeDigest.signResponse(Signer.CLIENT, s1Digest, packet);
    }
    out.writeBytes(packet);
  }
}
