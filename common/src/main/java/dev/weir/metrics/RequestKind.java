package dev.weir.metrics;

/** What was asked for; the {@code kind} label of the requests. */
public enum RequestKind {
  PUBLISH,
  PLAY
}
