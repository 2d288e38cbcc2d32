package dev.weir.cluster;

import java.util.regex.Pattern;

/**
 * What may stand as a node id or a host in a stored record; both end up in log lines and dialled
 * addresses.
 */
final class Names {
  private static final Pattern NODE_ID = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:%-]{1,255}");

  private Names() {}

  static String nodeId(String id) {
    if (id == null || !NODE_ID.matcher(id).matches()) {
      throw new IllegalArgumentException("not a node id");
    }
    return id;
  }

  static String host(String host) {
    if (host == null || !HOST.matcher(host).matches()) {
      throw new IllegalArgumentException("not a host");
    }
    return host;
  }

  static int port(int port, int least) {
    if (port < least || port > 65535) {
      throw new IllegalArgumentException("not a port: " + port);
    }
    return port;
  }
}
