package dev.weir.loadtest.client;

import dev.weir.amf.Amf0Writer;
import dev.weir.amf.AmfValue;
import dev.weir.flv.FlvTag;
import dev.weir.flv.FlvWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;

/** Builds FLV files for tests. */
public final class FlvFile {
  /** Starts with the configuration of an AVC decoder. */
  public static final String AVC_HEADER = "1700000000014d401fffe1000468ee3c8001000468ee3c80";

  /** The same of another picture size, as far as bytes go. */
  public static final String OTHER_AVC_HEADER = "1700000000014d4020ffe1000468ee3c8001000468ee3c80";

  /** AAC-LC, 48 kHz, stereo. */
  public static final String AAC_HEADER = "af001190";

  private final ByteBuf flv = Unpooled.buffer();

  /** An empty file with its header. */
  public FlvFile() {
    FlvWriter.header(flv, true, true);
  }

  /** A short file with metadata, headers, two groups of two pictures, and sound; 160 ms. */
  public static FlvFile small() {
    return new FlvFile()
        .metadata()
        .video(0, AVC_HEADER)
        .audio(0, AAC_HEADER)
        .video(0, "1701000000aa00")
        .audio(0, "af0100")
        .video(40, "2701000000bb01")
        .audio(50, "af0101")
        .video(80, "1701000000aa02")
        .audio(100, "af0102")
        .video(120, "2701000000bb03");
  }

  /** What file muxers write. */
  public FlvFile metadata() {
    ByteBuf body = Unpooled.buffer();
    AmfValue properties = AmfValue.ecmaArray("duration", 0.16, "width", 640, "filesize", 999);
    Amf0Writer.write(body, AmfValue.of("onMetaData"), properties);
    return tag(FlvTag.SCRIPT, 0, body);
  }

  /** A video tag. */
  public FlvFile video(long timestamp, String hex) {
    return tag(FlvTag.VIDEO, timestamp, Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex)));
  }

  /** A video tag with so many bytes behind its beginning. */
  public FlvFile video(long timestamp, String hex, int bytes) {
    byte[] start = HexFormat.of().parseHex(hex);
    return tag(FlvTag.VIDEO, timestamp, Unpooled.wrappedBuffer(start, new byte[bytes]));
  }

  /** An audio tag. */
  public FlvFile audio(long timestamp, String hex) {
    return tag(FlvTag.AUDIO, timestamp, Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex)));
  }

  /** The file. */
  public byte[] bytes() {
    byte[] bytes = new byte[flv.readableBytes()];
    flv.getBytes(flv.readerIndex(), bytes);
    return bytes;
  }

  /** The file as a publisher takes it. */
  public FlvMedia media() {
    try {
      return FlvMedia.read(new ByteArrayInputStream(bytes()), "test.flv");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FlvFile tag(int type, long timestamp, ByteBuf body) {
    FlvWriter.tag(flv, type, timestamp, body);
    return this;
  }
}
