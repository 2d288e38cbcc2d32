package dev.weir.metrics;

/** How a stream came to another source; the {@code reason} label of the splices. */
public enum SpliceReason {
  /** It took over from one that was still there. */
  REPLACED,
  /** The stream had been without a source. */
  RESUMED
}
