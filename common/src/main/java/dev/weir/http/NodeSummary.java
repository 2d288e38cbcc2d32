package dev.weir.http;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Objects;

/**
 * What the API says about a node.
 *
 * @param id unique in the cluster
 * @param role {@code origin} or {@code edge}
 * @param host address that other nodes reach it at
 * @param rtmpPort 0 when it does not listen
 * @param httpPort 0 when it does not listen
 * @param startedAtMillis since the epoch
 * @param version of Weir
 * @param draining takes no new publishers or players
 * @param overloaded takes no new players because it is over a limit
 */
public record NodeSummary(
    String id,
    String role,
    String host,
    int rtmpPort,
    int httpPort,
    long startedAtMillis,
    String version,
    boolean draining,
    boolean overloaded) {

  public NodeSummary {
    Objects.requireNonNull(id);
    Objects.requireNonNull(role);
    Objects.requireNonNull(host);
    Objects.requireNonNull(version);
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("id", id)
        .put("role", role)
        .put("host", host)
        .put("rtmpPort", rtmpPort)
        .put("httpPort", httpPort)
        .put("startedAt", Instant.ofEpochMilli(startedAtMillis).toString())
        .put("version", version)
        .put("draining", draining)
        .put("overloaded", overloaded);
  }
}
