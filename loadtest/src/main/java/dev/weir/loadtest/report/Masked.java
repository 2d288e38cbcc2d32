package dev.weir.loadtest.report;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Text for files that get passed on: no credentials, one line, not too long. */
public final class Masked {
  private static final int LONGEST = 300;
  private static final String MASK = "***";

  // rtmp://user:password@host, live/show?key=SECRET, and a stream key that is the whole name.
  private static final Pattern USER = Pattern.compile("(?<=://)[^/@\\s]*@");
  private static final Pattern QUERY = Pattern.compile("\\?[^\\s'\"<>()?]+");
  private static final Pattern STREAM_KEY = Pattern.compile("(sk_live_)\\w+");
  private static final Pattern UNPRINTED = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]+");

  private static final Set<String> SECRET =
      Set.of("key", "keys", "token", "tokens", "secret", "password", "pass", "sig", "credentials");

  private Masked() {}

  /** The same without keys, passwords and what moves a terminal's cursor. */
  public static String text(String text) {
    String clean = UNPRINTED.matcher(text).replaceAll(" ").strip();
    clean = USER.matcher(clean).replaceAll(MASK + "@");
    clean = QUERY.matcher(clean).replaceAll("?" + MASK);
    clean = STREAM_KEY.matcher(clean).replaceAll("$1" + MASK);
    return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST) + "...";
  }

  /** Value of an option; nothing of it when the option's name ends in a word for secrets. */
  static String option(String name, String value) {
    String word = name.substring(name.lastIndexOf('-') + 1).toLowerCase(Locale.ROOT);
    return SECRET.contains(word) && !value.isEmpty() ? MASK : text(value);
  }
}
