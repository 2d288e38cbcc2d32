package dev.weir.amf;

import dev.weir.rtmp.RtmpError;
import dev.weir.rtmp.RtmpException;
import dev.weir.rtmp.RtmpLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of one message behind bounds checks, and what decoding them has cost so far. Both
 * readers take from one source, so an AMF3 value inside AMF0 spends the same budgets.
 */
final class AmfSource {
  /** Longest UTF-8 form of a name that AMF0 can write again. */
  private static final int NAME_BYTES = 0xFFFF;

  /** Most bytes that a char takes; one bad byte read as U+FFFD is written as three. */
  private static final int UTF8_MAX = 3;

  /**
   * How many longest strings a message may gain by AMF3 references. Without a bound, one long
   * string and thousands of two-byte references would grow a thousandfold when written as AMF0.
   */
  private static final int REFERENCED_STRINGS = 16;

  private final ByteBuf in;
  private final RtmpLimits.Amf limits;
  private long chars;
  private int nodes;
  private int depth;

  AmfSource(ByteBuf in, RtmpLimits.Amf limits) {
    this.in = in;
    this.limits = limits;
    this.nodes = limits.nodes();
    this.chars = in.readableBytes() + (long) REFERENCED_STRINGS * limits.stringBytes();
  }

  static RtmpException bad(String detail) {
    return new RtmpException(RtmpError.BAD_AMF, detail);
  }

  boolean hasNext() {
    return in.isReadable();
  }

  /** Fails unless {@code bytes} more are there; nothing is allocated before this was asked. */
  void need(long bytes) {
    if (bytes > in.readableBytes()) {
      throw bad("value needs " + bytes + " bytes, " + in.readableBytes() + " are left");
    }
  }

  int u8() {
    need(1);
    return in.readUnsignedByte();
  }

  int u16() {
    need(2);
    return in.readUnsignedShort();
  }

  short s16() {
    need(2);
    return in.readShort();
  }

  long u32() {
    need(4);
    return in.readUnsignedInt();
  }

  int s32() {
    need(4);
    return in.readInt();
  }

  double f64() {
    need(8);
    return in.readDouble();
  }

  /** AMF3 1.3.1: seven bits in each of up to three bytes, then eight bits; 29 bits, unsigned. */
  int u29() {
    int value = 0;
    for (int i = 0; i < 3; i++) {
      int b = u8();
      value = value << 7 | (b & 0x7F);
      if (b < 0x80) {
        return value;
      }
    }
    return value << 8 | u8();
  }

  /** A string of {@code length} UTF-8 bytes; malformed ones are replaced, as encoders send them. */
  String text(long length) {
    checkLength(length);
    String text = in.readCharSequence((int) length, StandardCharsets.UTF_8).toString();
    chargeText(text.length());
    return text;
  }

  /** Lets a property or class name pass only if it fits AMF0's 16-bit length when written again. */
  String checkName(String name) {
    if (name.length() > NAME_BYTES / UTF8_MAX && ByteBufUtil.utf8Bytes(name) > NAME_BYTES) {
      throw bad("name too long");
    }
    return name;
  }

  byte[] bytes(long length) {
    checkLength(length);
    chargeText((int) length);
    byte[] bytes = new byte[(int) length];
    in.readBytes(bytes);
    return bytes;
  }

  private void checkLength(long length) {
    if (length > limits.stringBytes()) {
      throw bad("string of " + length + " bytes, limit " + limits.stringBytes());
    }
    need(length);
  }

  /** Takes the next byte if it is {@code expected}. */
  boolean skipIf(int expected) {
    if (!in.isReadable() || in.getUnsignedByte(in.readerIndex()) != expected) {
      return false;
    }
    in.skipBytes(1);
    return true;
  }

  void chargeText(int length) {
    chars -= length;
    if (chars < 0) {
      throw bad("strings by reference outgrow the message");
    }
  }

  void chargeNode() {
    if (--nodes < 0) {
      throw bad("more than " + limits.nodes() + " values");
    }
  }

  /** Fails when an object announces or has reached more properties than allowed. */
  void checkProperties(int count) {
    if (count > limits.properties()) {
      throw bad("more than " + limits.properties() + " properties");
    }
  }

  /** Called before the inside of an object or array; {@link #leave()} after it. */
  void enter() {
    if (++depth > limits.depth()) {
      throw bad("nested deeper than " + limits.depth());
    }
  }

  void leave() {
    depth--;
  }
}
