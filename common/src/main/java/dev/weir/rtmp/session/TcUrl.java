package dev.weir.rtmp.session;

/** The reference in a reconnect request, resolved as E-RTMP v2 says. */
final class TcUrl {
  private static final String AUTHORITY = "//";

  private TcUrl() {}

  /**
   * Resolves a reference.
   *
   * @param current the URL of the connection that it came on
   * @param reference absolute, or relative to the current one in any of the ways of RFC 3986; empty
   *     for the same again
   */
  static String resolve(String current, String reference) {
    if (reference.isEmpty()) {
      return current;
    }
    int colon = reference.indexOf(':');
    int firstOther = firstOf(reference, "/?");
    if (colon > 0 && (firstOther < 0 || colon < firstOther)) {
      return reference;
    }
    int scheme = current.indexOf(AUTHORITY);
    if (scheme < 0) {
      return reference;
    }
    if (reference.startsWith(AUTHORITY)) {
      return current.substring(0, scheme) + reference;
    }
    String root = current.substring(0, pathStart(current, scheme));
    if (reference.startsWith("/")) {
      return root + reference;
    }
    String path = current.substring(root.length()).replaceFirst("\\?.*", "");
    if (reference.startsWith("?")) {
      return root + path + reference;
    }
    return root
        + path.substring(0, path.lastIndexOf('/') + 1)
        + (path.isEmpty() ? "/" : "")
        + reference;
  }

  private static int pathStart(String url, int scheme) {
    int from = scheme + AUTHORITY.length();
    int end = firstOf(url.substring(from), "/?");
    return end < 0 ? url.length() : from + end;
  }

  private static int firstOf(String text, String characters) {
    for (int i = 0; i < text.length(); i++) {
      if (characters.indexOf(text.charAt(i)) >= 0) {
        return i;
      }
    }
    return -1;
  }
}
