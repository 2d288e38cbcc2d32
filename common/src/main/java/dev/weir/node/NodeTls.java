package dev.weir.node;

import dev.weir.tls.Certificates;
import dev.weir.tls.TrustFile;
import dev.weir.transport.DialTls;
import java.util.Optional;

/**
 * What a node encrypts with.
 *
 * @param certificates shown to clients; empty when nobody can come with TLS
 * @param trust whom it believes when it dials other nodes; empty when it dials without TLS
 * @param serverName that the certificates of other nodes carry; empty for their address
 */
public record NodeTls(
    Optional<Certificates> certificates, Optional<TrustFile> trust, String serverName) {
  /** Without TLS. */
  public static final NodeTls NONE = new NodeTls(Optional.empty(), Optional.empty(), "");

  /** How other nodes are dialled. */
  Optional<DialTls> dial() {
    return trust.map(believed -> new DialTls(believed, serverName));
  }
}
