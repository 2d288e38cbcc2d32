package dev.weir.transport;

import dev.weir.access.AddressRange;
import dev.weir.rtmp.session.SessionSettings;
import java.util.List;
import java.util.Optional;

/**
 * How a listener listens.
 *
 * @param host address to bind
 * @param port 0 for any free one
 * @param backlog connections that the kernel may hold before accept
 * @param loops event loops that connections are spread over
 * @param limits how many connections it takes
 * @param balancers who has to say, by the PROXY protocol, whose connection it passes on
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
    ConnectionLimits limits,
    List<AddressRange> balancers,
    int mergeMinMillis,
    int mergeMaxMillis,
    PeerPatience patience,
    SessionSettings session,
    Optional<SecurePort> secure) {
  public ListenerSettings {
    balancers = List.copyOf(balancers);
  }
}
