package dev.weir.access;

import dev.weir.stream.StreamKey;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Patterns of stream names, as in {@code live/show}, {@code live/team-*} and {@code **}: a star
 * stands for any characters but a slash, two for any at all.
 */
public final class NamePattern {
  private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9._/*-]{1,256}");
  private static final int STARS_MAX = 4;

  private NamePattern() {}

  /** Whether a text is such a pattern; the stars are few, so that matching is quick. */
  public static boolean isPattern(String text) {
    return ALLOWED.matcher(text).matches()
        && text.replace("**", "*").chars().filter(c -> c == '*').count() <= STARS_MAX
        && !text.contains("***");
  }

  /** Whether one of the patterns is for the stream; what is no pattern matches nothing. */
  public static boolean anyMatches(List<String> patterns, StreamKey key) {
    String name = key.toString();
    for (String pattern : patterns) {
      if (isPattern(pattern) && matches(pattern, 0, name, 0)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(String pattern, int p, String name, int n) {
    int at = p;
    int in = n;
    while (at < pattern.length() && pattern.charAt(at) != '*') {
      if (in == name.length() || name.charAt(in) != pattern.charAt(at)) {
        return false;
      }
      at++;
      in++;
    }
    if (at == pattern.length()) {
      return in == name.length();
    }
    boolean any = pattern.startsWith("**", at);
    int rest = at + (any ? 2 : 1);
    for (int end = in; end <= name.length(); end++) {
      if (matches(pattern, rest, name, end)) {
        return true;
      }
      if (end < name.length() && !any && name.charAt(end) == '/') {
        return false;
      }
    }
    return false;
  }
}
