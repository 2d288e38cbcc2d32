package dev.weir.stream;

import dev.weir.media.MediaFrame;
import dev.weir.media.MediaFrames;
import dev.weir.rtmp.RtmpLimits;
import dev.weir.rtmp.chunk.ChunkDecoder;
import dev.weir.rtmp.chunk.RawMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.List;

/** Frames with a number in them, and the labels by which a test knows them again. */
final class Frames {
  private Frames() {}

  static MediaFrame key(long time, int number) {
    return MediaFrames.video(time, body("1701000000").writeInt(number));
  }

  static MediaFrame inter(long time, int number) {
    return MediaFrames.video(time, body("2701000000").writeInt(number));
  }

  static MediaFrame audio(long time, int number) {
    return MediaFrames.audio(time, body("AF01").writeInt(number));
  }

  static MediaFrame videoHeader(long time, int number) {
    return MediaFrames.video(time, body("1700000000").writeInt(number));
  }

  static MediaFrame audioHeader(long time, int number) {
    return MediaFrames.audio(time, body("AF00").writeInt(number));
  }

  static MediaFrame data(long time, int number) {
    return MediaFrames.data(time, body("02").writeInt(number));
  }

  /** E-RTMP, AV1, track 1. */
  static MediaFrame keyOfTrackOne(long time, int number) {
    return MediaFrames.video(time, body("960161763031" + "01").writeInt(number));
  }

  /** A key frame of so many bytes. */
  static MediaFrame sized(long time, int size) {
    ByteBuf body = ByteBufAllocator.DEFAULT.directBuffer(size);
    return MediaFrames.video(
        time, body.writeBytes(ByteBufUtil.decodeHexDump("1701000000")).writeZero(size - 5));
  }

  static EncodedBatch batch(MediaFrame... frames) {
    EncodedBatch batch = EncodedBatch.of(List.of(frames), ByteBufAllocator.DEFAULT, 65_536);
    for (MediaFrame frame : frames) {
      frame.release();
    }
    return batch;
  }

  /** The messages in a buffer, which is given up: a letter for the kind, the number, the time. */
  static List<String> labels(ByteBuf bytes) {
    List<String> labels = new ArrayList<>();
    try (ChunkDecoder decoder = new ChunkDecoder(RtmpLimits.DEFAULT, ByteBufAllocator.DEFAULT)) {
      decoder.connected();
      decoder.chunkSize(65_536);
      for (RawMessage raw; (raw = decoder.next(bytes)) != null; ) {
        ByteBuf body = raw.payload();
        int number = body.getInt(body.writerIndex() - 4);
        labels.add(
            kind(raw.type(), ByteBufUtil.hexDump(body, 0, 2)) + number + "@" + raw.timestamp());
        raw.release();
      }
    }
    bytes.release();
    return labels;
  }

  private static String kind(int type, String start) {
    if (type == 18) {
      return "D";
    }
    return switch (start) {
      case "1701" -> "K";
      case "2701" -> "P";
      case "1700" -> "VH";
      case "af00" -> "AH";
      case "af01" -> "A";
      default -> "X";
    };
  }

  private static ByteBuf body(String digits) {
    return ByteBufAllocator.DEFAULT.directBuffer(16).writeBytes(ByteBufUtil.decodeHexDump(digits));
  }
}
