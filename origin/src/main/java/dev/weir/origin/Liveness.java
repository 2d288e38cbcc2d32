package dev.weir.origin;

/** How much there is of a publisher. */
enum Liveness {
  /** Accepted a moment ago and has sent no media yet; counts as alive. */
  NEW,
  /** Sends media. */
  SENDING,
  /** Connected, and sends none. */
  SILENT
}
