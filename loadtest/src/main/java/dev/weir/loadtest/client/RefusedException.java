package dev.weir.loadtest.client;

/** The server said no; the message has its code and its words on one line. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int MAX_CHARS = 500;

  private final String code;

  RefusedException(String code, String description) {
    super(message(clean(code), clean(description)), null, false, false);
    this.code = code;
  }

  /** Such as {@code NetStream.Publish.BadName}; may be empty. */
  public String code() {
    return code;
  }

  /** A server's words, fit for a terminal. */
  static String clean(String text) {
    String kept = text.length() > MAX_CHARS ? text.substring(0, MAX_CHARS) : text;
    return kept.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]", "?");
  }

  private static String message(String code, String description) {
    if (code.isEmpty() && description.isEmpty()) {
      return "refused without a reason";
    }
    return "refused: " + code + (description.isEmpty() ? "" : " (" + description + ")");
  }
}
