package dev.weir.media;

import io.netty.buffer.ByteBuf;

/**
 * What the first bytes of an audio message say, legacy FLV or Enhanced RTMP v2.
 *
 * <p>Parsing never throws. A body that is too short, has an unknown codec, a reserved packet type
 * or a broken multitrack or modifier part gives an opaque header: codec {@link FourCc#UNKNOWN},
 * none of the questions below answered yes. It can be relayed, not cached. An empty body is
 * silence.
 *
 * <p>Of a message with many tracks the header describes track 0 if it is there, else the first one;
 * the packet type holds for all its tracks.
 *
 * @param codec the described track's codec
 * @param enhanced Enhanced RTMP, not legacy
 * @param soundFlags the low half of a legacy first byte: rate, sample size, channels; encoders of
 *     AAC always write 15. 0 for Enhanced RTMP
 * @param packetType in Enhanced RTMP's numbers: 0 sequence start, 1 coded frames, 2 sequence end, 4
 *     multichannel configuration; -1 for an opaque body and for silence
 * @param multitrack how tracks are wrapped
 * @param track the described track's id; 0 is the default track
 * @param trackCount tracks in the message, 1 to 16; 0 for an opaque body and for silence
 * @param nanos nanoseconds to add to this message's presentation time, 0 to 999,999
 * @param dataOffset where the described track's data begins, counted from the reader index of the
 *     parsed buffer
 * @param dataLength bytes of that data
 */
public record AudioTagHeader(
    FourCc codec,
    boolean enhanced,
    int soundFlags,
    int packetType,
    Multitrack multitrack,
    int track,
    int trackCount,
    int nanos,
    int dataOffset,
    int dataLength) {

  private static final AudioTagHeader OPAQUE =
      new AudioTagHeader(FourCc.UNKNOWN, false, 0, -1, Multitrack.NONE, 0, 0, 0, 0, 0);
  private static final AudioTagHeader SILENCE =
      new AudioTagHeader(FourCc.UNKNOWN, false, 0, -1, Multitrack.NONE, 0, 0, 0, -1, 0);

  private static final int EX_HEADER = 9;

  private static final int SEQUENCE_START = 0;
  private static final int CODED_FRAMES = 1;
  private static final int SEQUENCE_END = 2;
  private static final int MULTICHANNEL_CONFIG = 4;
  private static final int MULTITRACK = 5;

  /**
   * Reads the header of a message.
   *
   * @param body the message from its reader index on; neither moved nor released
   */
  public static AudioTagHeader parse(ByteBuf body) {
    return read(body, Tracks.DEFAULT);
  }

  /**
   * Reads the header with the data of one certain track.
   *
   * @param body the message from its reader index on; neither moved nor released
   * @param index 0 to {@code trackCount} - 1 in the message's order; not the track's id. Past the
   *     last track the header is opaque
   */
  public static AudioTagHeader parseTrack(ByteBuf body, int index) {
    return read(body, Math.max(0, index));
  }

  /** Decoder configuration. For Opus it may be empty. */
  public boolean isSequenceHeader() {
    return packetType == SEQUENCE_START;
  }

  /** The track ends here. */
  public boolean isSequenceEnd() {
    return packetType == SEQUENCE_END;
  }

  /** Number and order of the channels; to be kept for late joiners beside the sequence header. */
  public boolean isMultichannelConfig() {
    return packetType == MULTICHANNEL_CONFIG;
  }

  /** An empty message: play what is buffered, then go on in silence. */
  public boolean isSilence() {
    return dataOffset < 0;
  }

  /** Not understood, only to be relayed. */
  public boolean isOpaque() {
    return packetType < 0 && !isSilence();
  }

  /**
   * Where the configuration record (AudioSpecificConfig, OpusHead, "fLaC" and STREAMINFO) begins,
   * {@link #dataLength} bytes long and counted like {@link #dataOffset}; -1 if this is not a
   * sequence header.
   */
  public int configOffset() {
    return isSequenceHeader() ? dataOffset : -1;
  }

  private static AudioTagHeader read(ByteBuf body, int index) {
    if (!body.isReadable()) {
      return SILENCE;
    }
    int first = body.getUnsignedByte(body.readerIndex());
    AudioTagHeader header =
        first >> 4 == EX_HEADER ? enhanced(body, index) : legacy(body, first, index);
    return header == null ? OPAQUE : header;
  }

  private static AudioTagHeader legacy(ByteBuf body, int first, int index) {
    FourCc codec = FourCc.legacyAudio(first >> 4);
    int flags = first & 0x0F;
    int length = body.readableBytes();
    if (codec == FourCc.UNKNOWN || index > 0) {
      return null;
    }
    if (codec != FourCc.AAC) {
      return legacy(codec, flags, CODED_FRAMES, 1, length - 1);
    }
    if (length < 2) {
      return null;
    }
    int packetType = body.getUnsignedByte(body.readerIndex() + 1);
    boolean useless = packetType == SEQUENCE_START && length == 2;
    return packetType > CODED_FRAMES || useless
        ? null
        : legacy(codec, flags, packetType, 2, length - 2);
  }

  private static AudioTagHeader legacy(FourCc codec, int flags, int type, int at, int length) {
    return new AudioTagHeader(codec, false, flags, type, Multitrack.NONE, 0, 1, 0, at, length);
  }

  private static AudioTagHeader enhanced(ByteBuf body, int index) {
    int typeAt = ModEx.typeOffset(body);
    return typeAt < 0
        ? null
        : ExHeader.read(body, typeAt, MULTITRACK, index, AudioTagHeader::ofTrack);
  }

  private static AudioTagHeader ofTrack(
      ByteBuf body, int type, Multitrack kind, int code, int track, int tracks, int at, int end) {
    FourCc codec = FourCc.audio(code);
    boolean reserved = type > SEQUENCE_END && type != MULTICHANNEL_CONFIG;
    boolean useless = type == SEQUENCE_START && at == end && codec.configured();
    if (codec == FourCc.UNKNOWN || reserved || useless) {
      return null;
    }
    int typeAt = ModEx.typeOffset(body);
    int nanos = typeAt == 0 ? 0 : ModEx.nanos(body, typeAt);
    return new AudioTagHeader(codec, true, 0, type, kind, track, tracks, nanos, at, end - at);
  }
}
