package dev.weir.access;

import dev.weir.stream.StreamKey;
import java.util.Map;
import java.util.Optional;

/**
 * What somebody wants.
 *
 * @param action publish or play
 * @param key the stream, as it was named; the name may be a secret stream key
 * @param parameters query parameters of application and stream name, undecoded; secrets travel
 *     here, so they are never printed
 * @param remoteHost the peer's address, without the port
 * @param user who showed at connect who he is
 * @param vouched what another node of the cluster decided about it, when that one asks for somebody
 *     or for itself; it counts
 */
public record AccessRequest(
    Action action,
    StreamKey key,
    Map<String, String> parameters,
    String remoteHost,
    Optional<AdobeUser> user,
    Optional<AccessDecision> vouched) {
  /** See the record. */
  public enum Action {
    PUBLISH,
    PLAY
  }

  public AccessRequest {
    parameters = Map.copyOf(parameters);
  }

  /** Of a client that said nothing at connect. */
  public AccessRequest(
      Action action, StreamKey key, Map<String, String> parameters, String remoteHost) {
    this(action, key, parameters, remoteHost, Optional.empty(), Optional.empty());
  }

  /**
   * What has to be kept of it for as long as a session lasts: the stream as it was granted, and no
   * secrets.
   */
  public AccessRequest settled(AccessDecision decision) {
    return new AccessRequest(action, decision.streamOf(this), Map.of(), remoteHost, user, vouched);
  }

  /** A parameter, percent-decoded; empty when it is not there. */
  public Optional<String> parameter(String name) {
    return QueryText.decoded(parameters, name);
  }

  @Override
  public String toString() {
    return action + " " + StreamKeySecret.masked(key) + " from " + remoteHost;
  }
}
