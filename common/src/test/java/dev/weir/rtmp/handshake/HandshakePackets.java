package dev.weir.rtmp.handshake;

import dev.weir.rtmp.handshake.HandshakeDigest.Signer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Arrays;
import java.util.Random;

/** Handshake packets as clients send them. */
final class HandshakePackets {
  static final int PACKET = 1536;

  private HandshakePackets() {}

  /** Byte i is i modulo 256. */
  static byte[] counting() {
    byte[] packet = new byte[PACKET];
    for (int i = 0; i < PACKET; i++) {
      packet[i] = (byte) i;
    }
    return packet;
  }

  /** The C1 of the digest vectors: {@link #counting()} at time 0 with version 12.0.13.14. */
  static byte[] vector() {
    byte[] packet = counting();
    System.arraycopy(new byte[] {0, 0, 0, 0, 12, 0, 13, 14}, 0, packet, 0, 8);
    return packet;
  }

  /** C1 of a client of this scheme, with noise of the seed. */
  static byte[] c1(HandshakeScheme scheme, long seed) {
    byte[] packet = noise(seed);
    System.arraycopy(new byte[] {0, 0, 0, 7, 9, 0, 124, 2}, 0, packet, 0, 8);
    if (scheme == HandshakeScheme.SIMPLE) {
      Arrays.fill(packet, 4, 8, (byte) 0);
    } else {
      HandshakeDigest.sign(scheme, Signer.CLIENT, packet);
    }
    return packet;
  }

  static byte[] noise(long seed) {
    byte[] packet = new byte[PACKET];
    new Random(seed).nextBytes(packet);
    return packet;
  }

  static byte[] join(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    byte[] joined = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, joined, at, part.length);
      at += part.length;
    }
    return joined;
  }

  /** Takes all bytes out of a buffer and releases it. */
  static byte[] drain(ByteBuf buffer) {
    byte[] bytes = ByteBufUtil.getBytes(buffer);
    buffer.release();
    return bytes;
  }
}
