package dev.weir.loadtest.swarm;

/**
 * What a stamped publisher sends: pictures that look like H.264 to whoever does not decode them,
 * and sound like AAC. A key frame is six times another frame, as live encoders have it.
 *
 * @param kbps all of it, in kbit/s; 65 or more
 * @param fps pictures a second
 * @param gop pictures from key frame to key frame
 */
public record Feed(int kbps, int fps, int gop) {
  /** Sound, in kbit/s. */
  public static final int AUDIO_KBPS = 64;

  /** Body of a sound message, in bytes. */
  static final int AUDIO_BYTES = 186;

  private static final int KEY_FRAME_WEIGHT = 6;
  private static final int MOST_BYTES = 8 << 20;

  public Feed {
    if (kbps <= AUDIO_KBPS || fps < 1 || gop < 1) {
      throw new IllegalArgumentException("kbps " + kbps + ", fps " + fps + ", gop " + gop);
    }
  }

  /** Body of a picture, in bytes. */
  int videoBytes(boolean keyFrame) {
    double mean = (kbps - AUDIO_KBPS) * 125.0 / fps;
    double other = mean * gop / (gop + KEY_FRAME_WEIGHT - 1);
    double bytes = keyFrame ? other * KEY_FRAME_WEIGHT : other;
    return (int) Math.max(2 * Stamp.END, Math.min(bytes, MOST_BYTES));
  }

  boolean isKeyFrame(long number) {
    return number % gop == 0;
  }

  /** When a picture is due, in seconds. */
  double videoSeconds(long number) {
    return number / (double) fps;
  }

  /** When a sound is due, in seconds. */
  static double audioSeconds(long number) {
    return number * 1024 / 44_100.0;
  }
}
