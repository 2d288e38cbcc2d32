package dev.weir.config;

/**
 * Text from strangers, made fit for a line of a log or a terminal: what could end the line, move
 * the cursor or turn the reading direction is written as an escape instead.
 */
public final class OneLine {
  private OneLine() {}

  /**
   * The text on one line.
   *
   * @param maxChars characters of the text that are kept; an ellipsis stands for the rest
   */
  public static String of(String text, int maxChars) {
    int end = Math.min(text.length(), maxChars);
    int clean = 0;
    while (clean < end && !isUnsafe(text.charAt(clean))) {
      clean++;
    }
    if (clean == text.length()) {
      return text;
    }
    StringBuilder out = new StringBuilder(end + 16).append(text, 0, clean);
    for (int i = clean; i < end; i++) {
      append(out, text.charAt(i));
    }
    return end < text.length() ? out.append("...").toString() : out.toString();
  }

  private static void append(StringBuilder out, char c) {
    switch (c) {
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (isUnsafe(c)) {
          out.append(String.format("\\u%04x", (int) c));
        } else {
          out.append(c);
        }
      }
    }
  }

  /** Controls, line and paragraph separators, and the marks that reorder text (CVE-2021-42574). */
  private static boolean isUnsafe(char c) {
    return c < 0x20
        || (c >= 0x7f && c <= 0x9f)
        || c == 0x061c
        || (c >= 0x2028 && c <= 0x202e)
        || c == 0x200e
        || c == 0x200f
        || (c >= 0x2066 && c <= 0x2069)
        || c == 0xfeff;
  }
}
