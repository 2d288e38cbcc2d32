package dev.weir.transport;

import dev.weir.rtmp.session.SessionSettings;
import java.util.Optional;

/**
 * How a listener listens.
 *
 * @param host address to bind
 * @param port 0 for any free one
 * @param backlog connections that the kernel may hold before accept
 * @param loops event loops that connections are spread over
 * @param maxConnections over all addresses
 * @param maxPerAddress from one address; 0 for no limit
 * @param maxPending that have not finished connect
 * @param mergeMinMillis media time that a write to a player gathers at least; 0 for a video frame
 * @param mergeMaxMillis media time that it gathers at most, when the loop is busy
 * @param patience with silent clients
 * @param session what each session is made with
 * @param secure another port, for RTMP inside TLS; it shares all the rest
 */
public record ListenerSettings(
    String host,
    int port,
    int backlog,
    int loops,
    int maxConnections,
    int maxPerAddress,
    int maxPending,
    int mergeMinMillis,
    int mergeMaxMillis,
    PeerPatience patience,
    SessionSettings session,
    Optional<SecurePort> secure) {

  /** Without TLS. */
  public ListenerSettings(
      String host,
      int port,
      int backlog,
      int loops,
      int maxConnections,
      int maxPerAddress,
      int maxPending,
      int mergeMinMillis,
      int mergeMaxMillis,
      PeerPatience patience,
      SessionSettings session) {
    this(
        host,
        port,
        backlog,
        loops,
        maxConnections,
        maxPerAddress,
        maxPending,
        mergeMinMillis,
        mergeMaxMillis,
        patience,
        session,
        Optional.empty());
  }

  /** The same with a port for TLS. */
  public ListenerSettings with(SecurePort port) {
    return new ListenerSettings(
        host,
        this.port,
        backlog,
        loops,
        maxConnections,
        maxPerAddress,
        maxPending,
        mergeMinMillis,
        mergeMaxMillis,
        patience,
        session,
        Optional.of(port));
  }
}
