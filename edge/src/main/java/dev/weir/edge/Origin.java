package dev.weir.edge;

import dev.weir.rtmp.RtmpUrl;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * Where an origin listens.
 *
 * @param host address
 * @param port RTMP port
 * @param secure whether that is for TLS
 */
record Origin(String host, int port, boolean secure) {

  /** The host and port of a URL; empty when it has none, or is none that we can dial. */
  static Optional<Origin> of(String tcUrl) {
    try {
      // Only what stands before the path: the rest may be anything.
      URI uri = new URI(tcUrl.replaceFirst("(?s)^([a-z]+://[^/?#]*).*", "$1"));
      boolean secure = RtmpUrl.SECURE_SCHEME.equals(uri.getScheme());
      boolean dialable = (secure || "rtmp".equals(uri.getScheme())) && uri.getHost() != null;
      int port = uri.getPort() < 0 ? RtmpUrl.defaultPort(secure) : uri.getPort();
      return dialable
          ? Optional.of(new Origin(bare(uri.getHost()), port, secure))
          : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static String bare(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /** As a URL, with an application behind it. */
  String tcUrl(String app) {
    return (secure ? "rtmps://" : "rtmp://")
        + (host.indexOf(':') < 0 ? host : "[" + host + "]")
        + ":"
        + port
        + "/"
        + app;
  }
}
