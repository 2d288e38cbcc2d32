package dev.weir.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The ways of being let in. */
public enum AccessMethod {
  /** Stream keys. */
  KEYS("key"),
  /** Signed URLs. */
  SIGNED("signed"),
  /** JSON web tokens. */
  JWT("jwt"),
  /** Somebody else is asked. */
  WEBHOOK("webhook"),
  /** Everybody is. */
  OPEN("open");

  private final String scheme;

  AccessMethod(String scheme) {
    this.scheme = scheme;
  }

  /** As it is written in an access file. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The method that is written so. */
  public static Optional<AccessMethod> of(String label) {
    return Arrays.stream(values()).filter(method -> method.label().equals(label)).findFirst();
  }

  /** What a decision by it calls the credential. */
  public String credential(String id) {
    return scheme + ":" + id;
  }

  /** The method of a decision's credential. */
  public static Optional<AccessMethod> ofCredential(String credential) {
    int colon = credential.indexOf(':');
    String scheme = colon < 0 ? credential : credential.substring(0, colon);
    return Arrays.stream(values()).filter(method -> method.scheme.equals(scheme)).findFirst();
  }

  /** What stands behind the method in a decision's credential. */
  public static String idOf(String credential) {
    return credential.substring(credential.indexOf(':') + 1);
  }
}
