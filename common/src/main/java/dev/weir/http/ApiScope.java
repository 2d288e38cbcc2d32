package dev.weir.http;

import java.util.Locale;

/** How much a token may do over the API; each may do what those before it may. */
public enum ApiScope {
  /** Look. */
  READ,
  /** Make a node drain. */
  OPERATE,
  /** Everything, stream keys among it. */
  ADMIN;

  boolean covers(ApiScope wanted) {
    return compareTo(wanted) >= 0;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
