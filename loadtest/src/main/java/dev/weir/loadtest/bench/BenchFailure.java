package dev.weir.loadtest.bench;

import java.util.List;

/** A bench that cannot go on; its message is for the user. */
final class BenchFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> lastLines;

  BenchFailure(String message) {
    this(message, List.of());
  }

  /**
   * @param lastLines what the culprit said at the end
   */
  BenchFailure(String message, List<String> lastLines) {
    super(message, null, false, false);
    this.lastLines = lastLines;
  }

  List<String> lastLines() {
    return lastLines;
  }
}
