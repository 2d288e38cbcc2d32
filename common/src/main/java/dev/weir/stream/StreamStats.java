package dev.weir.stream;

import dev.weir.media.AacConfig;
import dev.weir.media.AudioTagHeader;
import dev.weir.media.AvcConfig;
import dev.weir.media.FourCc;
import dev.weir.media.FrameKind;
import dev.weir.media.MediaFrame;
import dev.weir.media.VideoTagHeader;
import io.netty.buffer.ByteBuf;

/**
 * Counts what came in. Bitrate is measured in media time, so it needs no clock and a burst does not
 * disturb it.
 */
public final class StreamStats {
  private static final int WINDOW_MILLIS = 2_000;
  private static final int JUMP_MILLIS = 10_000;

  private long audioFrames;
  private long videoFrames;
  private long bytes;
  private long windowBytes;
  private long windowStart;
  private boolean windowOpen;
  private int kbps;

  /**
   * What is known at a moment. Codecs are empty strings, sizes and rates 0 while unknown.
   *
   * @param videoCodec FourCC label
   * @param audioCodec FourCC label
   * @param kbps kilobits a media second, over the last window of two seconds
   * @param gopBytes bytes in the GOP cache
   */
  public record Snapshot(
      String videoCodec,
      int width,
      int height,
      String audioCodec,
      int sampleRate,
      int channels,
      int kbps,
      long audioFrames,
      long videoFrames,
      long bytes,
      int gopBytes) {}

  void count(MediaFrame frame) {
    if (frame.kind() == FrameKind.AUDIO) {
      audioFrames++;
    } else if (frame.kind() == FrameKind.VIDEO) {
      videoFrames++;
    }
    bytes += frame.size();
    measure(frame);
  }

  Snapshot snapshot(StreamHeaders headers, int gopBytes) {
    MediaFrame video = headers.videoHeader();
    MediaFrame audio = headers.audioHeader();
    AvcConfig picture = video == null ? null : picture(video);
    AacConfig sound = audio == null ? null : sound(audio);
    return new Snapshot(
        label(video),
        picture == null ? 0 : picture.width(),
        picture == null ? 0 : picture.height(),
        label(audio),
        sound == null ? 0 : sound.sampleRate(),
        sound == null ? 0 : sound.channels(),
        kbps,
        audioFrames,
        videoFrames,
        bytes,
        gopBytes);
  }

  private void measure(MediaFrame frame) {
    int elapsed = Timestamps.between(windowStart, frame.timestamp());
    if (!windowOpen || elapsed < -JUMP_MILLIS || elapsed > JUMP_MILLIS) {
      windowOpen = true;
      windowStart = frame.timestamp();
      windowBytes = 0;
    } else if (elapsed >= WINDOW_MILLIS) {
      kbps = (int) (windowBytes * 8 / elapsed);
      windowStart = frame.timestamp();
      windowBytes = 0;
    }
    windowBytes += frame.size();
  }

  private static String label(MediaFrame header) {
    return header == null ? "" : header.codec().label();
  }

  private static AvcConfig picture(MediaFrame header) {
    if (header.codec() != FourCc.AVC) {
      return null;
    }
    ByteBuf body = header.payload();
    VideoTagHeader tag = VideoTagHeader.parse(body);
    return AvcConfig.parse(config(body, tag.configOffset(), tag.dataLength())).orElse(null);
  }

  private static AacConfig sound(MediaFrame header) {
    if (header.codec() != FourCc.AAC) {
      return null;
    }
    ByteBuf body = header.payload();
    AudioTagHeader tag = AudioTagHeader.parse(body);
    return AacConfig.parse(config(body, tag.configOffset(), tag.dataLength())).orElse(null);
  }

  private static ByteBuf config(ByteBuf body, int offset, int length) {
    return body.slice(body.readerIndex() + offset, length);
  }
}
