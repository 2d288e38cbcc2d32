package dev.weir.media;

/** What a {@link MediaFrame} carries. */
public enum FrameKind {
  AUDIO,
  VIDEO,
  DATA
}
