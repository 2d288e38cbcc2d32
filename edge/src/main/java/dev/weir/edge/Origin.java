package dev.weir.edge;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * Where an origin listens.
 *
 * @param host address
 * @param port RTMP port
 */
record Origin(String host, int port) {
  private static final int DEFAULT_PORT = 1935;

  /** The host and port of a URL; empty when it has none, or is none that we can dial. */
  static Optional<Origin> of(String tcUrl) {
    try {
      // Only what stands before the path: the rest may be anything.
      URI uri = new URI(tcUrl.replaceFirst("(?s)^([a-z]+://[^/?#]*).*", "$1"));
      boolean dialable = "rtmp".equals(uri.getScheme()) && uri.getHost() != null;
      int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
      return dialable ? Optional.of(new Origin(bare(uri.getHost()), port)) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static String bare(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /** As a URL, with an application behind it. */
  String tcUrl(String app) {
    return "rtmp://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port + "/" + app;
  }
}
