package dev.weir.config;

/** How a log event is written; either way it is one line. */
public enum LogFormat {
  /** Time, level, logger, {@code key=value} pairs, message. */
  TEXT,
  /** One JSON object. */
  JSON
}
