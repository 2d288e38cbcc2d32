package dev.weir.tls;

/** What a look at the files led to. */
public enum Reload {
  /** Nothing. */
  UNCHANGED,
  /** What is in them is served from now on. */
  DONE,
  /** What is in them cannot be used; what was served before still is. */
  FAILED
}
