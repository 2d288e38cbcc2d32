package dev.weir.access.gate;

import dev.weir.access.AccessRequest;
import dev.weir.access.Digests;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Remembers, as hashes that mean nothing elsewhere, which credentials were right lately. Bounded;
 * what is let in without a credential has a room of its own, or it would push the others out. For
 * any thread.
 */
final class KnownCredentials {
  /**
   * Stands for what was shown.
   *
   * @param from the address that it counts for; empty for all of them
   */
  record Mark(long high, long low, String from) {
    /** The same, shown from there. */
    Mark at(String address) {
      return new Mark(high, low, address);
    }
  }

  private static final int MAX_MARKS = 10_000;

  /** What somebody who guesses for a known user from his very address may cost. */
  private static final int SPENDINGS = 30;

  private final byte[] salt = new byte[32];
  private final Map<Mark, Integer> withCredential = room();
  private final Map<Mark, Integer> without = room();

  KnownCredentials() {
    new SecureRandom().nextBytes(salt);
  }

  /** Of what was shown, wherever that was. */
  Mark mark(AccessRequest request) {
    StringBuilder text = new StringBuilder();
    text.append(request.action()).append('\n').append(request.key()).append('\n');
    new TreeMap<>(request.parameters())
        .forEach(
            (name, value) ->
                text.append(name.length())
                    .append(' ')
                    .append(name)
                    .append(value.length())
                    .append(' ')
                    .append(value));
    return mark(text.toString());
  }

  /** Of a user at an address, where what he shows is new each time. */
  Mark mark(String from, String user) {
    return mark("connect\n" + user).at(from);
  }

  /** Of a token from an address. */
  Mark token(String from, String token) {
    return mark("token\n" + token).at(from);
  }

  synchronized boolean contains(Mark mark) {
    return withCredential.get(mark) != null || without.get(mark) != null;
  }

  /** Whether it is known and was not asked for too often since it was right last. */
  synchronized boolean spend(Mark mark) {
    Integer left = withCredential.get(mark);
    if (left == null || left == 0) {
      return false;
    }
    withCredential.put(mark, left - 1);
    return true;
  }

  synchronized void add(Mark mark, boolean credential) {
    (credential ? withCredential : without).put(mark, SPENDINGS);
  }

  synchronized void forget(Mark mark) {
    withCredential.remove(mark);
    without.remove(mark);
  }

  private Mark mark(String text) {
    byte[] hash = Digests.hmacSha256(salt, text.getBytes(StandardCharsets.UTF_8));
    ByteBuffer bytes = ByteBuffer.wrap(hash);
    return new Mark(bytes.getLong(), bytes.getLong(), "");
  }

  private static Map<Mark, Integer> room() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<Mark, Integer> eldest) {
        return size() > MAX_MARKS;
      }
    };
  }
}
