package dev.weir.rtmp;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where a client goes: {@code rtmp[s]://host[:port]/app[/instance]/name[?query]}. The last path
 * segment is the stream.
 *
 * @param secure inside TLS
 * @param host name or address
 * @param port 1935 unless given, and 443 with TLS
 * @param app everything of the path before the last segment
 * @param name last segment, with the query, as it is sent in publish and play
 */
public record RtmpUrl(boolean secure, String host, int port, String app, String name) {
  /** IANA's port for RTMP. */
  public static final int DEFAULT_PORT = 1935;

  /** The scheme of those with TLS. */
  public static final String SECURE_SCHEME = "rtmps";

  private static final int SECURE_PORT = 443;

  /** Without TLS. */
  public RtmpUrl(String host, int port, String app, String name) {
    this(false, host, port, app, name);
  }

  /** The port of a URL that names none. */
  public static int defaultPort(boolean secure) {
    return secure ? SECURE_PORT : DEFAULT_PORT;
  }

  /**
   * Reads a URL.
   *
   * @throws IllegalArgumentException with a sentence that names what is missing, and nothing of the
   *     URL, which may have a secret
   */
  public static RtmpUrl parse(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("this is not a URL: " + e.getReason());
    }
    boolean secure = SECURE_SCHEME.equals(uri.getScheme());
    if ((!secure && !"rtmp".equals(uri.getScheme())) || uri.getHost() == null) {
      throw new IllegalArgumentException("this is not an rtmp://host/app/name URL");
    }
    String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("^/+", "");
    int slash = path.lastIndexOf('/');
    if (slash <= 0 || slash == path.length() - 1) {
      throw new IllegalArgumentException("this URL needs an application and a stream name");
    }
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    int port = uri.getPort() < 0 ? defaultPort(secure) : uri.getPort();
    return new RtmpUrl(
        secure, uri.getHost(), port, path.substring(0, slash), path.substring(slash + 1) + query);
  }

  /** What connect sends: the URL without the stream. */
  public String tcUrl() {
    return (secure ? "rtmps://" : "rtmp://") + host + ":" + port + "/" + app;
  }
}
