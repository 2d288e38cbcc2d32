package dev.weir.loadtest.report;

/** Which side of its limit a figure has to stay on; the limit itself is allowed. */
public enum Bound {
  /** As in a latency. */
  AT_MOST("at most"),

  /** As in a bitrate. */
  AT_LEAST("at least");

  private final String words;

  Bound(String words) {
    this.words = words;
  }

  /** Whether a figure is on the right side; NaN never is. */
  boolean admits(double figure, double limit) {
    return this == AT_MOST ? figure <= limit : figure >= limit;
  }

  /** As in a sentence. */
  String words() {
    return words;
  }
}
