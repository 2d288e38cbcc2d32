package dev.weir.media;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * What the first bytes of a video message say, legacy FLV or Enhanced RTMP v2.
 *
 * <p>Parsing never throws. A body that is too short, has an unknown codec, a reserved packet type
 * or a broken multitrack or modifier part gives an opaque header: codec {@link FourCc#UNKNOWN},
 * none of the questions below answered yes. It can be relayed, not cached.
 *
 * <p>Of a message with many tracks the header describes track 0 if it is there, else the first one;
 * frame type and packet type hold for all its tracks.
 *
 * @param codec the described track's codec
 * @param enhanced Enhanced RTMP, not legacy
 * @param frameType 1 key, 2 inter, 3 disposable inter, 4 generated key, 5 command
 * @param packetType in Enhanced RTMP's numbers, which for AVC are also those of legacy: 0 sequence
 *     start, 1 coded frames, 2 sequence end, 3 coded frames without composition time, 4 metadata, 5
 *     MPEG-2 TS sequence start; -1 for a command and an opaque body. A legacy codec without packet
 *     types always has 1
 * @param multitrack how tracks are wrapped
 * @param track the described track's id; 0 is the default track
 * @param trackCount tracks in the message, 1 to 16; 0 for a command and an opaque body
 * @param compositionTime milliseconds from decoding to presentation, 0 where the message has none
 * @param nanos nanoseconds to add to this message's presentation time, 0 to 999,999
 * @param dataOffset where the described track's data begins, behind the composition time, counted
 *     from the reader index of the parsed buffer
 * @param dataLength bytes of that data
 */
public record VideoTagHeader(
    FourCc codec,
    boolean enhanced,
    int frameType,
    int packetType,
    Multitrack multitrack,
    int track,
    int trackCount,
    int compositionTime,
    int nanos,
    int dataOffset,
    int dataLength) {

  private static final VideoTagHeader OPAQUE =
      new VideoTagHeader(FourCc.UNKNOWN, false, 0, -1, Multitrack.NONE, 0, 0, 0, 0, 0, 0);

  private static final int KEY = 1;
  private static final int DISPOSABLE = 3;
  private static final int COMMAND = 5;

  private static final int SEQUENCE_START = 0;
  private static final int CODED_FRAMES = 1;
  private static final int SEQUENCE_END = 2;
  private static final int CODED_FRAMES_X = 3;
  private static final int METADATA = 4;
  private static final int MPEG2_TS_SEQUENCE_START = 5;
  private static final int MULTITRACK = 6;

  /** Codec byte, packet type, composition time. */
  private static final int LEGACY_AVC = 5;

  private static final byte[] COLOR_INFO = "\2\0\tcolorInfo".getBytes(StandardCharsets.ISO_8859_1);

  /**
   * Reads the header of a message.
   *
   * @param body the message from its reader index on; neither moved nor released
   */
  public static VideoTagHeader parse(ByteBuf body) {
    return read(body, Tracks.DEFAULT);
  }

  /**
   * Reads the header with the data of one certain track.
   *
   * @param body the message from its reader index on; neither moved nor released
   * @param index 0 to {@code trackCount} - 1 in the message's order; not the track's id. Past the
   *     last track the header is opaque
   */
  public static VideoTagHeader parseTrack(ByteBuf body, int index) {
    return read(body, Math.max(0, index));
  }

  /** A picture a decoder can start at once it has the sequence header; never empty. */
  public boolean isKeyFrame() {
    return frameType == KEY
        && dataLength > 0
        && (packetType == CODED_FRAMES || packetType == CODED_FRAMES_X);
  }

  /**
   * Decoder configuration, whatever its frame type says (some encoders send 0x27 0x00): packet type
   * 0 or 5, with a record unless the codec does without.
   */
  public boolean isSequenceHeader() {
    return packetType == SEQUENCE_START || packetType == MPEG2_TS_SEQUENCE_START;
  }

  /** The track ends here; a new sequence header precedes what follows. */
  public boolean isSequenceEnd() {
    return packetType == SEQUENCE_END;
  }

  /** AMF0 pairs of name and value about the track, in practice colorInfo. */
  public boolean isMetadata() {
    return packetType == METADATA;
  }

  /**
   * Whether this is metadata whose first name is colorInfo.
   *
   * @param body what was parsed, with its reader index where it was
   */
  public boolean isColorInfo(ByteBuf body) {
    if (!isMetadata() || dataLength < COLOR_INFO.length) {
      return false;
    }
    for (int i = 0; i < COLOR_INFO.length; i++) {
      if (body.getByte(body.readerIndex() + dataOffset + i) != COLOR_INFO[i]) {
        return false;
      }
    }
    return true;
  }

  /** Start or end of seeking, without a picture; its byte is at {@link #dataOffset}. */
  public boolean isCommand() {
    return frameType == COMMAND && packetType < 0;
  }

  /** May be left out without harm to other frames. Enhanced RTMP gives no such promise. */
  public boolean isDisposable() {
    return !enhanced && frameType == DISPOSABLE && packetType == CODED_FRAMES;
  }

  /** Not understood, only to be relayed. */
  public boolean isOpaque() {
    return packetType < 0 && frameType != COMMAND;
  }

  /**
   * Where the configuration record (avcC, hvcC, vvcC, av1C, vpcC) begins, {@link #dataLength} bytes
   * long and counted like {@link #dataOffset}; -1 if this is not a sequence header. Of packet type
   * 5 it is an AV1 video descriptor instead.
   */
  public int configOffset() {
    return isSequenceHeader() ? dataOffset : -1;
  }

  private static VideoTagHeader read(ByteBuf body, int index) {
    if (!body.isReadable()) {
      return OPAQUE;
    }
    int first = body.getUnsignedByte(body.readerIndex());
    VideoTagHeader header =
        (first & 0x80) == 0 ? legacy(body, first, index) : enhanced(body, first, index);
    return header == null ? OPAQUE : header;
  }

  private static VideoTagHeader legacy(ByteBuf body, int first, int index) {
    FourCc codec = FourCc.legacyVideo(first);
    int frameType = (first & 0x70) >> 4;
    int length = body.readableBytes();
    if (frameType == COMMAND) {
      return command(codec, false, 1, length);
    }
    if (codec == FourCc.UNKNOWN || index > 0) {
      return null;
    }
    if (codec != FourCc.AVC && codec != FourCc.HEVC) {
      return legacy(codec, frameType, CODED_FRAMES, 0, 1, length - 1);
    }
    if (length < 2) {
      return null;
    }
    int packetType = body.getUnsignedByte(body.readerIndex() + 1);
    if (packetType == SEQUENCE_END) {
      return legacy(codec, frameType, packetType, 0, Math.min(length, LEGACY_AVC), 0);
    }
    int data = length - LEGACY_AVC;
    if (packetType == SEQUENCE_START) {
      return data > 0 ? legacy(codec, frameType, packetType, 0, LEGACY_AVC, data) : null;
    }
    if (packetType != CODED_FRAMES || data < 0) {
      return null;
    }
    int compositionTime = body.getMedium(body.readerIndex() + 2);
    return legacy(codec, frameType, packetType, compositionTime, LEGACY_AVC, data);
  }

  private static VideoTagHeader legacy(
      FourCc codec, int frameType, int packetType, int compositionTime, int at, int length) {
    return new VideoTagHeader(
        codec, false, frameType, packetType, Multitrack.NONE, 0, 1, compositionTime, 0, at, length);
  }

  private static VideoTagHeader enhanced(ByteBuf body, int first, int index) {
    int typeAt = ModEx.typeOffset(body);
    if (typeAt < 0) {
      return null;
    }
    int type = body.getByte(body.readerIndex() + typeAt) & 0x0F;
    // FFmpeg writes colorInfo with frame type 5, OBS with 0: metadata is never a command.
    if ((first & 0x70) >> 4 == COMMAND && type != METADATA) {
      return command(FourCc.UNKNOWN, true, typeAt + 1, body.readableBytes());
    }
    return ExHeader.read(body, typeAt, MULTITRACK, index, VideoTagHeader::ofTrack);
  }

  private static VideoTagHeader ofTrack(
      ByteBuf body, int type, Multitrack kind, int code, int track, int tracks, int at, int end) {
    FourCc codec = FourCc.video(code);
    boolean empty = at == end;
    if (codec == FourCc.UNKNOWN
        || type > MPEG2_TS_SEQUENCE_START
        || (type == SEQUENCE_START && empty && codec.configured())) {
      return null;
    }
    int base = body.readerIndex();
    int compositionTime = 0;
    int data = at;
    if (type == CODED_FRAMES && reordersPictures(codec)) {
      if (end - at < 3) {
        return null;
      }
      compositionTime = body.getMedium(base + at);
      data += 3;
    }
    int frameType = (body.getByte(base) & 0x70) >> 4;
    int typeAt = ModEx.typeOffset(body);
    int nanos = typeAt == 0 ? 0 : ModEx.nanos(body, typeAt);
    int length = end - data;
    return new VideoTagHeader(
        codec, true, frameType, type, kind, track, tracks, compositionTime, nanos, data, length);
  }

  /** Only these three have a composition time on the wire. */
  private static boolean reordersPictures(FourCc codec) {
    return codec == FourCc.AVC || codec == FourCc.HEVC || codec == FourCc.VVC;
  }

  private static VideoTagHeader command(FourCc codec, boolean enhanced, int at, int length) {
    return at < length
        ? new VideoTagHeader(
            codec, enhanced, COMMAND, -1, Multitrack.NONE, 0, 0, 0, 0, at, length - at)
        : null;
  }
}
