package dev.weir.flv;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;

/** What both FLV tests need: a small file, and a reader run to its end. */
final class FlvBytes {
  /** Header, an audio tag at 1 ms, a video tag at 0x01020304 ms, an empty script tag at 2^32-1. */
  static final String HEX =
      """
      464C56 01 05 00000009 00000000
      08 000002 000001 00 000000 AF01 0000000D
      09 000003 020304 01 000000 17AABB 0000000E
      12 000000 FFFFFF FF 000000 0000000B
      """;

  record Tag(int type, long timestamp, String body) {}

  static final List<Tag> TAGS =
      List.of(
          new Tag(FlvTag.AUDIO, 1, "af01"),
          new Tag(FlvTag.VIDEO, 0x01020304, "17aabb"),
          new Tag(FlvTag.SCRIPT, 0xFFFFFFFFL, ""));

  private FlvBytes() {}

  static byte[] bytes(String hex) {
    return ByteBufUtil.decodeHexDump(hex.replaceAll("\\s", ""));
  }

  static ByteBuf buffer(UnpooledByteBufAllocator alloc, byte... bytes) {
    return alloc.heapBuffer(Math.max(1, bytes.length)).writeBytes(bytes);
  }

  static List<Tag> drain(FlvReader reader) {
    List<Tag> tags = new ArrayList<>();
    for (FlvTag tag = reader.next(); tag != null; tag = reader.next()) {
      tags.add(new Tag(tag.type(), tag.timestamp(), ByteBufUtil.hexDump(tag.body())));
      if (!tag.release()) {
        throw new AssertionError("body held elsewhere");
      }
    }
    return tags;
  }
}
