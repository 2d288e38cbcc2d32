package dev.weir.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Lets everybody do everything. Two publishers count as the same one when they bring the same
 * query; its {@code priority} is between 0 and 1000.
 */
final class OpenAccess implements AccessPolicy {
  private static final String PRIORITY = "priority";
  private static final int PRIORITY_MAX = 1000;
  private static final int PRIORITY_DIGITS = 4;
  private static final int IDENTITY_BYTES = 16;

  @Override
  public CompletionStage<AccessDecision> decide(AccessRequest request) {
    return CompletableFuture.completedStage(
        request.action() == AccessRequest.Action.PUBLISH
            ? publisher(request.parameters())
            : AccessDecision.allowed(AccessDecision.ORDINARY_PRIORITY, ""));
  }

  private static AccessDecision publisher(Map<String, String> parameters) {
    String asked = parameters.get(PRIORITY);
    int priority = asked == null ? AccessDecision.ORDINARY_PRIORITY : number(asked);
    return priority < 0
        ? AccessDecision.refused(
            "The priority in the stream name is not 0 to " + PRIORITY_MAX + ".")
        : AccessDecision.allowed(priority, identity(parameters));
  }

  /** -1 for what is not a priority. */
  private static int number(String text) {
    if (text.isEmpty() || text.length() > PRIORITY_DIGITS) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < text.length(); i++) {
      char digit = text.charAt(i);
      if (digit < '0' || digit > '9') {
        return -1;
      }
      value = value * 10 + digit - '0';
    }
    return value <= PRIORITY_MAX ? value : -1;
  }

  /** A hash, because it travels between nodes and the query may hold secrets. */
  private static String identity(Map<String, String> parameters) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
    Map<String, String> sorted = new TreeMap<>(parameters);
    sorted.remove(PRIORITY);
    sorted.forEach(
        (name, value) -> {
          digest.update(name.getBytes(StandardCharsets.UTF_8));
          digest.update((byte) 0);
          digest.update(value.getBytes(StandardCharsets.UTF_8));
          digest.update((byte) 0);
        });
    return HexFormat.of().formatHex(digest.digest(), 0, IDENTITY_BYTES);
  }
}
