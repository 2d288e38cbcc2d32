package dev.weir.loadtest.load;

/** The user wants no more. */
final class StoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoppedException() {
    super("stopped before its end", null, false, false);
  }
}
