package dev.weir.access.jwt;

import com.nimbusds.jose.JWSHeader;
import java.text.ParseException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Headers of tokens. Those of genuine ones are kept, for an issuer's tokens have all the same; a
 * stranger gets nothing in here.
 */
final class Headers {
  private static final int KEPT_MAX = 128;
  private static final int KEPT_CHARS_MAX = 1_024;

  private final Map<String, JWSHeader> kept = new ConcurrentHashMap<>();

  /**
   * Reads one.
   *
   * @param part as it is in a token
   * @throws ParseException when it is none, or asks for something that is not known here: an
   *     extension that has to be understood, or a payload that is not encoded (RFC 7797, section 7,
   *     has no such tokens)
   * @throws RuntimeException likewise: it is a stranger's text and not our mistake
   */
  JWSHeader of(String part) throws ParseException {
    JWSHeader known = kept.get(part);
    if (known != null) {
      return known;
    }
    JWSHeader header = JWSHeader.parse(SignedToken.decoded(part));
    if (header.getCriticalParams() != null || !header.isBase64URLEncodePayload()) {
      throw new ParseException("an extension", 0);
    }
    return header;
  }

  /** Keeps that of a token whose signature was good. */
  void keep(String part, JWSHeader header) {
    if (part.length() > KEPT_CHARS_MAX || kept.containsKey(part)) {
      return;
    }
    if (kept.size() >= KEPT_MAX) {
      // An issuer that writes each anew; which ones are of use shows again.
      kept.clear();
    }
    kept.put(part, header);
  }

  /** How many are kept. */
  int size() {
    return kept.size();
  }
}
