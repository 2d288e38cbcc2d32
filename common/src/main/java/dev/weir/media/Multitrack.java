package dev.weir.media;

/** How many tracks an Enhanced RTMP message carries, and how (multitrack kinds 0 to 2). */
public enum Multitrack {
  /** Not a multitrack message: it belongs to track 0. */
  NONE,
  /** One track with an id; its body goes on to the end of the message. */
  ONE_TRACK,
  /** Several tracks of one codec, each with id and size. */
  MANY_TRACKS,
  /** Several tracks, each with codec, id and size. */
  MANY_TRACKS_MANY_CODECS;

  private static final Multitrack[] WIRE = {ONE_TRACK, MANY_TRACKS, MANY_TRACKS_MANY_CODECS};

  /** The kind of the wire's four bits; null for a reserved one. */
  static Multitrack of(int bits) {
    return bits < WIRE.length ? WIRE[bits] : null;
  }
}
