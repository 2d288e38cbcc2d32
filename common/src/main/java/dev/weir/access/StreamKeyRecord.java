package dev.weir.access;

import dev.weir.stream.StreamKey;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What is kept of a stream key. The secret is not: it is shown once, to whoever had it made.
 *
 * @param id names it where the secret must not stand; also the user name of those who have one
 * @param hash SHA-256 of the secret, in lower-case hex
 * @param adobeSalt of the verifier; empty when the key does not do for Adobe's scheme
 * @param adobeVerifier see {@link StreamKeySecret#adobeVerifier}
 * @param owner who has it, for people; may be empty
 * @param untilMillis when it expires, by the wall clock; {@link Long#MAX_VALUE} for never
 * @param names patterns of the streams that it is for, see {@link NamePattern}
 * @param priority of its publishers
 * @param viewers of a stream that is published with it, at a time; 0 for no limit
 * @param publishers with it at a time; 0 for no limit
 * @param bitsPerSecond of a publisher; 0 for no limit
 * @param revoked it was taken back
 */
public record StreamKeyRecord(
    String id,
    String hash,
    String adobeSalt,
    String adobeVerifier,
    String owner,
    long untilMillis,
    List<String> names,
    int priority,
    int viewers,
    int publishers,
    long bitsPerSecond,
    boolean revoked) {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final int NAMES_MAX = 64;

  public StreamKeyRecord {
    names = List.copyOf(names);
    if (!isId(id) || !HASH.matcher(hash).matches()) {
      throw new IllegalArgumentException("not a stream key's id and hash");
    }
    if (names.isEmpty()
        || names.size() > NAMES_MAX
        || !names.stream().allMatch(NamePattern::isPattern)) {
      throw new IllegalArgumentException("names are 1 to 64 patterns such as live/show");
    }
  }

  /** Whether a text can be a key's id. */
  public static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /** Whether it is for this stream. */
  public boolean covers(StreamKey key) {
    return NamePattern.anyMatches(names, key);
  }

  /** The same key, taken back. */
  public StreamKeyRecord takenBack() {
    return new StreamKeyRecord(
        id,
        hash,
        adobeSalt,
        adobeVerifier,
        owner,
        untilMillis,
        names,
        priority,
        viewers,
        publishers,
        bitsPerSecond,
        true);
  }

  /** What it grants at most. */
  public AccessLimits limits() {
    return new AccessLimits(viewers, publishers, bitsPerSecond);
  }

  /** Without verifier and hash, which would do for an attack on a weak secret. */
  @Override
  public String toString() {
    return "key " + id;
  }
}
