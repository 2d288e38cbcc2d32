package dev.weir.loadtest.up;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;

/**
 * The secrets that nodes of one cluster share, made for it unless the user has set them.
 *
 * @param apiToken for the HTTP API of all nodes
 * @param clusterSecret by which they know each other
 */
record Credentials(String apiToken, String clusterSecret) {
  private static final String API_TOKEN = "WEIR_API_TOKEN";
  private static final String CLUSTER_SECRET = "WEIR_CLUSTER_SECRET";
  private static final int RANDOM_BYTES = 20;

  /** Those of the environment, the missing ones at random. */
  static Credentials of(Map<String, String> environment) {
    return new Credentials(
        environment.getOrDefault(API_TOKEN, random()),
        environment.getOrDefault(CLUSTER_SECRET, random()));
  }

  /** By the environment, where other users of the machine cannot see them. */
  Map<String, String> environment() {
    return Map.of(API_TOKEN, apiToken, CLUSTER_SECRET, clusterSecret);
  }

  @Override
  public String toString() {
    return "credentials";
  }

  private static String random() {
    byte[] bytes = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
