package dev.weir.http;

import java.util.Objects;
import java.util.Optional;

/**
 * Where the API is, and for whom.
 *
 * @param own its own listener; empty when it is on the node's HTTP port
 * @param access who may use it
 * @param metricsOpen whether everybody may read the metrics; otherwise those who may read the API
 */
public record ApiSettings(Optional<HttpSettings> own, ApiAccess access, boolean metricsOpen) {
  public ApiSettings {
    Objects.requireNonNull(own);
    Objects.requireNonNull(access);
  }
}
