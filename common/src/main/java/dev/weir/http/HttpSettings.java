package dev.weir.http;

import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.X509KeyManager;

/**
 * How the HTTP server listens, and what a client may cost.
 *
 * @param section of the settings that it comes from, for messages: {@code http} or {@code api}
 * @param host address to bind
 * @param port 0 for any free one
 * @param connections open at once; more are closed as they come
 * @param requestLineBytes longest request line; past it 414
 * @param headerBytes all header fields of a request together; past it 431
 * @param idleSeconds a connection without a byte in either direction for so long is closed; media
 *     routes send something at least every 30 s
 * @param certificates present for HTTPS
 */
public record HttpSettings(
    String section,
    String host,
    int port,
    int connections,
    int requestLineBytes,
    int headerBytes,
    int idleSeconds,
    Optional<X509KeyManager> certificates) {

  public HttpSettings {
    Objects.requireNonNull(section);
    Objects.requireNonNull(host);
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(section + ".port: " + port + " is not a port");
    }
    if (connections < 1 || requestLineBytes < 1 || headerBytes < 1 || idleSeconds < 1) {
      throw new IllegalArgumentException(section + ": limits must be positive");
    }
  }

  /** The same with these certificates; empty for HTTP in the clear. */
  public HttpSettings with(Optional<X509KeyManager> newCertificates) {
    return new HttpSettings(
        section,
        host,
        port,
        connections,
        requestLineBytes,
        headerBytes,
        idleSeconds,
        newCertificates);
  }

  /** The usual limits at this address, for all pages. */
  public static HttpSettings at(String host, int port) {
    return new HttpSettings("http", host, port, 10_000, 4_096, 8_192, 60, Optional.empty());
  }

  /** The usual limits at this address, for the API alone. */
  public static HttpSettings api(String host, int port) {
    return new HttpSettings("api", host, port, 1_000, 4_096, 8_192, 60, Optional.empty());
  }
}
