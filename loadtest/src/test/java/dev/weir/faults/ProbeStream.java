package dev.weir.faults;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A stream of stamped frames and the clock of its encoders. Two encoders of one stream, such as a
 * primary and its backup, share it and so number their frames alike.
 */
final class ProbeStream {
  private static final double AUDIO_NANOS = 1024 * 1e9 / 48_000;
  private static final double NANOS_PER_SECOND = 1e9;

  /**
   * How the stream looks.
   *
   * @param framesPerSecond of video
   * @param gopFrames from one key frame to the next
   * @param frameBytes of a picture
   * @param audio whether there is sound
   * @param freshHeaders whether each incarnation has another decoder configuration
   */
  record Shape(
      int framesPerSecond, int gopFrames, int frameBytes, boolean audio, boolean freshHeaders) {
    /** 25 pictures a second with a key frame each second, and sound; 0.3 Mbit/s. */
    static final Shape USUAL = new Shape(25, 25, 1_200, true, false);

    /** Hardly anything, to have hundreds of. */
    static final Shape SLIGHT = new Shape(1, 1, 64, false, false);

    Shape withFreshHeaders() {
      return new Shape(framesPerSecond, gopFrames, frameBytes, audio, true);
    }
  }

  private static final AtomicInteger IDS = new AtomicInteger();

  private final int id = IDS.incrementAndGet();
  private final String key;
  private final Shape shape;
  private final long startNanos = System.nanoTime();
  private final AtomicInteger epochs = new AtomicInteger();

  /**
   * @param prefix of the stream's name, which ends with a number that no other stream of this JVM
   *     has
   */
  ProbeStream(String prefix, Shape shape) {
    this.key = "live/" + prefix + "-" + id;
    this.shape = shape;
  }

  int id() {
    return id;
  }

  /** As in {@code live/name-1}. */
  String key() {
    return key;
  }

  Shape shape() {
    return shape;
  }

  /** A number above those of all incarnations so far. */
  int nextEpoch() {
    return epochs.incrementAndGet();
  }

  /** When a picture is due. */
  long videoDueNanos(long sequence) {
    return startNanos + (long) (sequence * NANOS_PER_SECOND / shape.framesPerSecond());
  }

  /** The first picture that is due at a time or later. */
  long videoFrom(long nanos) {
    return (long) Math.ceil((nanos - startNanos) * (shape.framesPerSecond() / NANOS_PER_SECOND));
  }

  long audioDueNanos(long sequence) {
    return startNanos + (long) (sequence * AUDIO_NANOS);
  }

  long audioFrom(long nanos) {
    return (long) Math.ceil((nanos - startNanos) / AUDIO_NANOS);
  }

  boolean isKey(long sequence) {
    return sequence % shape.gopFrames() == 0;
  }

  /** Milliseconds from one picture to the next. */
  double frameMillis() {
    return 1_000.0 / shape.framesPerSecond();
  }
}
