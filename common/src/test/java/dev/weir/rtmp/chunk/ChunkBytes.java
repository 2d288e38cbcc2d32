package dev.weir.rtmp.chunk;

import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;

/** Writes chunks by hand, one part at a time, as peers of every kind do. */
final class ChunkBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  static ChunkBytes chunks() {
    return new ChunkBytes();
  }

  /** The basic header in its shortest form. */
  ChunkBytes basic(int format, int id) {
    if (id < 64) {
      return u8(format << 6 | id);
    }
    return id < 320 ? u8(format << 6).u8(id - 64) : basicLong(format, id);
  }

  /** The basic header in its three-byte form. */
  ChunkBytes basicLong(int format, int id) {
    return u8(format << 6 | 1).u8(id - 64).u8((id - 64) >> 8);
  }

  /** A fmt 0 header; a time of 0xFFFFFF and more is written extended. */
  ChunkBytes fmt0(int id, long time, int length, int type, int streamId) {
    return basic(0, id).message0(time, length, type, streamId);
  }

  ChunkBytes message0(long time, int length, int type, int streamId) {
    u24(field(time)).u24(length).u8(type);
    u8(streamId).u8(streamId >> 8).u8(streamId >> 16).u8(streamId >> 24);
    return extension(time);
  }

  ChunkBytes fmt1(int id, long delta, int length, int type) {
    return basic(1, id).u24(field(delta)).u24(length).u8(type).extension(delta);
  }

  ChunkBytes fmt2(int id, long delta) {
    return basic(2, id).u24(field(delta)).extension(delta);
  }

  ChunkBytes fmt3(int id) {
    return basic(3, id);
  }

  ChunkBytes u8(int value) {
    out.write(value);
    return this;
  }

  ChunkBytes u24(int value) {
    return u8(value >> 16).u8(value >> 8).u8(value);
  }

  ChunkBytes u32(long value) {
    return u8((int) (value >> 24)).u24((int) value);
  }

  ChunkBytes bytes(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  ChunkBytes bytes(byte[] bytes, int from, int to) {
    out.write(bytes, from, to - from);
    return this;
  }

  ChunkBytes hex(String digits) {
    return bytes(ByteBufUtil.decodeHexDump(digits.replace(" ", "")));
  }

  byte[] array() {
    return out.toByteArray();
  }

  private ChunkBytes extension(long time) {
    return time >= 0xFF_FFFF ? u32(time) : this;
  }

  private static int field(long time) {
    return (int) Math.min(time, 0xFF_FFFF);
  }
}
