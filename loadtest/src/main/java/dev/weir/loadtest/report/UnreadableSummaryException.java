package dev.weir.loadtest.report;

/** A file that is no summary, or one that does not fit the others; the message is for the user. */
public final class UnreadableSummaryException extends Exception {
  private static final long serialVersionUID = 1L;

  UnreadableSummaryException(String message) {
    super(message, null, false, false);
  }
}
