package dev.weir.media;

import io.netty.buffer.ByteBuf;

/**
 * Makes frames of message bodies. Every method takes over the payload's count and leaves its
 * indices where they are; no body is refused.
 */
public final class MediaFrames {
  private static final long TIMESTAMP_MASK = 0xFFFF_FFFFL;

  private MediaFrames() {}

  /**
   * @param timestamp milliseconds, taken modulo 2^32
   * @param payload body of an audio message; ownership passes to the frame
   */
  public static MediaFrame audio(long timestamp, ByteBuf payload) {
    AudioTagHeader header = AudioTagHeader.parse(payload);
    return new MediaFrame(
        FrameKind.AUDIO,
        timestamp & TIMESTAMP_MASK,
        false,
        header.isSequenceHeader(),
        header.track(),
        header.codec(),
        payload);
  }

  /**
   * @param timestamp milliseconds, taken modulo 2^32
   * @param payload body of a video message; ownership passes to the frame
   */
  public static MediaFrame video(long timestamp, ByteBuf payload) {
    VideoTagHeader header = VideoTagHeader.parse(payload);
    return new MediaFrame(
        FrameKind.VIDEO,
        timestamp & TIMESTAMP_MASK,
        header.isKeyFrame(),
        header.isSequenceHeader(),
        header.track(),
        header.codec(),
        payload);
  }

  /**
   * @param timestamp milliseconds, taken modulo 2^32
   * @param payload body of a data message; ownership passes to the frame
   */
  public static MediaFrame data(long timestamp, ByteBuf payload) {
    return new MediaFrame(
        FrameKind.DATA, timestamp & TIMESTAMP_MASK, false, false, 0, FourCc.NONE, payload);
  }
}
