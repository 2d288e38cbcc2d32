package dev.weir.access;

import dev.weir.stream.StreamKey;
import java.util.Map;

/**
 * What somebody wants.
 *
 * @param action publish or play
 * @param key the stream
 * @param parameters query parameters of application and stream name, undecoded; secrets travel
 *     here, so they are never printed
 * @param remoteHost the peer's address, without the port
 */
public record AccessRequest(
    Action action, StreamKey key, Map<String, String> parameters, String remoteHost) {
  /** See the record. */
  public enum Action {
    PUBLISH,
    PLAY
  }

  public AccessRequest {
    parameters = Map.copyOf(parameters);
  }

  @Override
  public String toString() {
    return action + " " + key + " from " + remoteHost;
  }
}
