package dev.weir.kube;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;

/**
 * How a container is asked how it is; absent fields have Kubernetes' defaults.
 *
 * @param port number of the container's port
 * @param failures as many in a row until it counts as failed
 * @param successes as many in a row until it counts as good again
 */
record HttpProbe(
    String path,
    int port,
    Duration delay,
    Duration period,
    Duration timeout,
    int failures,
    int successes) {
  /**
   * @param ports of the container by name
   */
  static HttpProbe of(JsonNode probe, Map<String, Integer> ports) {
    JsonNode get = probe.path("httpGet");
    if (get.isMissingNode()) {
      throw new IllegalArgumentException("not an HTTP probe: " + probe);
    }
    JsonNode port = get.path("port");
    return new HttpProbe(
        get.path("path").asText("/"),
        port.isInt() ? port.asInt() : ports.get(port.asText()),
        Duration.ofSeconds(probe.path("initialDelaySeconds").asInt(0)),
        Duration.ofSeconds(probe.path("periodSeconds").asInt(10)),
        Duration.ofSeconds(probe.path("timeoutSeconds").asInt(1)),
        probe.path("failureThreshold").asInt(3),
        probe.path("successThreshold").asInt(1));
  }
}
