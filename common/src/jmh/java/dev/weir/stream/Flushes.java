package dev.weir.stream;

import dev.weir.media.MediaFrame;
import dev.weir.media.MediaFrames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.List;

/** What a stream of 1 Mbit/s brings: a video frame every 40 ms and two audio messages with it. */
public final class Flushes {
  /** Milliseconds between two of them. */
  public static final int MILLIS = 40;

  private static final int VIDEO_BYTES = 4_600;
  private static final int AUDIO_BYTES = 200;
  private static final int FRAMES_A_GOP = 50;

  private final ByteBuf key = body(0x17, VIDEO_BYTES);
  private final ByteBuf inter = body(0x27, VIDEO_BYTES);
  private final ByteBuf audio = body(0xAF, AUDIO_BYTES);
  private long number;

  /** The next three messages, a key frame among them every two seconds. */
  public List<MediaFrame> next() {
    long time = number * MILLIS;
    ByteBuf video = number++ % FRAMES_A_GOP == 0 ? key : inter;
    return List.of(
        MediaFrames.audio(time, audio.retain()),
        MediaFrames.audio(time + MILLIS / 2, audio.retain()),
        MediaFrames.video(time + MILLIS, video.retain()));
  }

  /** A key frame alone. */
  public static MediaFrame key(int bytes) {
    return MediaFrames.video(0, body(0x17, bytes));
  }

  /** Gives the bodies up. */
  public void release() {
    key.release();
    inter.release();
    audio.release();
  }

  private static ByteBuf body(int first, int bytes) {
    return PooledByteBufAllocator.DEFAULT
        .directBuffer(bytes)
        .writeByte(first)
        .writeByte(1)
        .writeZero(bytes - 2);
  }
}
