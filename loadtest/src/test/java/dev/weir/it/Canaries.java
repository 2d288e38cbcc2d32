package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.StreamKeySecret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Secrets that are planted, and the search for them. All of them have a word in common that nothing
 * else has, and a part of their own; both are looked for as they are, in hex, in base64 and
 * percent-encoded, and the hash of each secret, which is as good as a weak one.
 */
final class Canaries {
  /** Letters that a stream key's secret may have. */
  private static final String WORD = "zebrafinch";

  private static final String HASH = "the hash of ";
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int OWN_CHARS = 22;
  private static final int SHOWN = 80;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** What to look for, and what it is. */
  private final Map<String, String> needles = new LinkedHashMap<>();

  private final Map<String, String> planted = new ConcurrentHashMap<>();

  Canaries() {
    spellings(WORD).forEach(text -> needles.put(text, "some secret"));
  }

  /** A secret for this place, the same each time. */
  String secret(String place) {
    return planted.computeIfAbsent(place, name -> remember(name, WORD + own()));
  }

  /** A stream key's secret for this place, likewise. */
  String streamKey(String place) {
    return planted.computeIfAbsent(
        place, name -> remember(name, StreamKeySecret.PREFIX + WORD + own()));
  }

  /** Something that has not the word in it is as secret. */
  synchronized String remember(String place, String secret) {
    spellings(secret).forEach(text -> needles.put(text, place));
    needles.put(StreamKeySecret.hash(secret), HASH + place);
    return secret;
  }

  /** How many secrets were planted. */
  int count() {
    return planted.size();
  }

  /** Fails when one of them is in a text, or its hash. */
  void assertAbsent(String where, String text) {
    assertThat(found(where, text)).as("secrets in " + where).isEmpty();
  }

  /** Fails when one of them is in a text that may have hashes. */
  void assertAbsentButForHashes(String where, String text) {
    assertThat(found(where, text))
        .filteredOn(found -> !found.startsWith(HASH))
        .as("secrets in " + where)
        .isEmpty();
  }

  /** What was found, one line each. */
  private synchronized List<String> found(String where, String text) {
    List<String> found = new ArrayList<>();
    String folded = text.toLowerCase(Locale.ROOT);
    needles.forEach(
        (needle, what) -> {
          int at = folded.indexOf(needle.toLowerCase(Locale.ROOT));
          if (at >= 0) {
            String around =
                text.substring(Math.max(0, at - SHOWN), Math.min(text.length(), at + SHOWN));
            found.add(what + " in " + where + ": ..." + around.replace('\n', ' ') + "...");
          }
        });
    return found;
  }

  private static String own() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < OWN_CHARS; i++) {
      text.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
    }
    return text.toString();
  }

  private static List<String> spellings(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    List<String> all = new ArrayList<>();
    all.add(text);
    all.add(HexFormat.of().formatHex(bytes));
    all.add(HexFormat.ofDelimiter(" ").formatHex(bytes));
    all.add("%" + HexFormat.ofDelimiter("%").formatHex(bytes));
    for (int before = 0; before < 3; before++) {
      all.add(inBase64(bytes, before));
      all.add(inBase64(bytes, before).replace('+', '-').replace('/', '_'));
    }
    return all;
  }

  /** What base64 makes of it behind so many other bytes, without what they have a part in. */
  private static String inBase64(byte[] bytes, int before) {
    byte[] moved = new byte[before + bytes.length];
    System.arraycopy(bytes, 0, moved, before, bytes.length);
    String text = Base64.getEncoder().withoutPadding().encodeToString(moved);
    int from = (before * 8 + 5) / 6;
    int to = moved.length * 8 / 6;
    return text.substring(from, to);
  }
}
