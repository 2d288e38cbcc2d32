package dev.weir.rtmp.handshake;

import dev.weir.rtmp.RtmpError;
import dev.weir.rtmp.RtmpException;
import io.netty.buffer.ByteBuf;

/** The first byte of a connection, C0 or S0, and what a wrong one says about the peer. */
final class OpeningByte {
  /** Plain RTMP. */
  static final int PLAIN = 3;

  private OpeningByte() {}

  /**
   * Reads C0 or S0.
   *
   * @param in at least one byte; further ones only make the diagnosis better
   * @param name {@code C0} or {@code S0}
   * @throws RtmpException BAD_VERSION when it is not 3; nothing was consumed then
   */
  static void read(ByteBuf in, String name) {
    int first = in.getUnsignedByte(in.readerIndex());
    if (first != PLAIN) {
      throw new RtmpException(
          RtmpError.BAD_VERSION, name + " is " + first + ", not 3: " + diagnosis(first, in));
    }
    in.skipBytes(1);
  }

  private static String diagnosis(int first, ByteBuf in) {
    switch (first) {
      case 0x16:
        return "TLS on the plain port";
      case 6:
      case 8:
      case 9:
        return "RTMPE, which is not supported";
      case 0x0D:
        return "PROXY protocol 2 from a balancer that is not configured";
      case 'P':
        return afterLetterP(in);
      case 'G', 'H', 'O', 'D', 'C', 'T':
        return "HTTP on the RTMP port";
      case 0xF3:
        // SRS and go-oryx put their own preface with the client's address before C0.
        return "the preface of an SRS proxy, which is not supported";
      default:
        return first < 32 ? "a version that nobody uses" : "not RTMP";
    }
  }

  /** POST, PUT and PATCH begin like the PROXY protocol's text form. */
  private static String afterLetterP(ByteBuf in) {
    if (in.readableBytes() < 2) {
      return "HTTP, or PROXY protocol 1 from a balancer that is not configured";
    }
    return in.getByte(in.readerIndex() + 1) == 'R'
        ? "PROXY protocol 1 from a balancer that is not configured"
        : "HTTP on the RTMP port";
  }
}
