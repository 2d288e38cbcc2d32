package dev.weir.media;

/** Width and height in pixels after cropping, each 1 to 16384. */
record PictureSize(int width, int height) {
  private static final int MAX = 16_384;

  /** The size, or null when it is none that an encoder makes. */
  static PictureSize of(long width, long height) {
    return width >= 1 && width <= MAX && height >= 1 && height <= MAX
        ? new PictureSize((int) width, (int) height)
        : null;
  }
}
