package dev.weir.access;

import java.util.Map;
import java.util.Optional;

/**
 * What is known of a client at connect.
 *
 * @param app the application
 * @param parameters of its query, undecoded; secrets travel here, so they are never printed
 * @param remoteHost the peer's address, without the port
 * @param publishes it says of itself that it is going to publish
 */
public record ConnectAttempt(
    String app, Map<String, String> parameters, String remoteHost, boolean publishes) {
  public ConnectAttempt {
    parameters = Map.copyOf(parameters);
  }

  /** A parameter, percent-decoded; empty when it is not there. */
  public Optional<String> parameter(String name) {
    return QueryText.decoded(parameters, name);
  }

  @Override
  public String toString() {
    return "connect to " + app + " from " + remoteHost;
  }
}
