package dev.weir.access;

import java.util.Map;
import java.util.Optional;

/**
 * What an access file says.
 *
 * @param apps by application; {@code *} for all others
 * @param keys stream keys by id, besides those of the cluster
 * @param signed empty when nobody accepts signed URLs
 * @param jwt empty when nobody accepts tokens
 * @param webhook empty when nobody else is asked
 */
public record AccessRules(
    Map<String, AppRules> apps,
    Map<String, StreamKeyRecord> keys,
    Optional<SignedRules> signed,
    Optional<JwtRules> jwt,
    Optional<WebhookRules> webhook) {
  /** Stands for every application that has no rules of its own. */
  public static final String ANY_APP = "*";

  public AccessRules {
    apps = Map.copyOf(apps);
    keys = Map.copyOf(keys);
  }
}
