package dev.weir.loadtest.client;

import dev.weir.flv.FlvTag;
import dev.weir.media.AudioTagHeader;
import dev.weir.media.VideoTagHeader;
import io.netty.buffer.ByteBuf;

/**
 * One message of a file, ready to be sent any number of times.
 *
 * @param type RTMP message type, which is also the tag's
 * @param timestamp milliseconds from the file's first picture or sound
 * @param kind what it is to a stream
 * @param track track id; 0 is the default one
 * @param body on the heap, not counted
 */
record MediaUnit(int type, long timestamp, Kind kind, int track, ByteBuf body) {
  private static final int EMPTY_AAC_HEADER = 2;

  /** See the record. */
  enum Kind {
    /** onMetaData. */
    METADATA,
    /** Decoder configuration; holds until the next one of its track. */
    HEADER,
    /** A picture that a player can start at. */
    KEY_FRAME,
    /** Any other picture, sound or data. */
    FRAME,
    /** Not to be sent: the end of a track, which a loop does not have, or nothing at all. */
    NOTHING
  }

  boolean isVideo() {
    return type == FlvTag.VIDEO;
  }

  boolean isMedia() {
    return type != FlvTag.SCRIPT && (kind == Kind.KEY_FRAME || kind == Kind.FRAME);
  }

  MediaUnit at(long millis) {
    return new MediaUnit(type, millis, kind, track, body);
  }

  static MediaUnit video(long timestamp, ByteBuf body) {
    VideoTagHeader header = VideoTagHeader.parse(body);
    Kind kind =
        header.isSequenceHeader() || header.isMetadata()
            ? Kind.HEADER
            : header.isSequenceEnd()
                ? Kind.NOTHING
                : header.isKeyFrame() ? Kind.KEY_FRAME : Kind.FRAME;
    return new MediaUnit(FlvTag.VIDEO, timestamp, kind, header.track(), body);
  }

  static MediaUnit audio(long timestamp, ByteBuf body) {
    AudioTagHeader header = AudioTagHeader.parse(body);
    Kind kind =
        header.isSequenceHeader() || header.isMultichannelConfig()
            ? Kind.HEADER
            : header.isSequenceEnd() || isEmptyHeader(header, body) ? Kind.NOTHING : Kind.FRAME;
    return new MediaUnit(FlvTag.AUDIO, timestamp, kind, header.track(), body);
  }

  /** FFmpeg's muxer writes one before it knows the configuration, and the right one later. */
  private static boolean isEmptyHeader(AudioTagHeader header, ByteBuf body) {
    return header.isOpaque() && body.readableBytes() <= EMPTY_AAC_HEADER;
  }

  static MediaUnit data(long timestamp, boolean metadata, ByteBuf body) {
    Kind kind = metadata ? Kind.METADATA : Kind.FRAME;
    return new MediaUnit(FlvTag.SCRIPT, timestamp, kind, 0, body);
  }
}
