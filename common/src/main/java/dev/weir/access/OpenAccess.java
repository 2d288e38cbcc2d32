package dev.weir.access;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Lets everybody do everything. Two publishers count as the same one when they bring the same
 * query; its {@code priority} is between 0 and 1000.
 */
final class OpenAccess implements AccessPolicy {
  static final int PRIORITY_MAX = 1000;

  private static final String PRIORITY = "priority";
  private static final int PRIORITY_DIGITS = 4;
  private static final int IDENTITY_BYTES = 16;

  private final int priorityMax;

  /**
   * @param priorityMax the highest that a publisher gets by asking for it
   */
  OpenAccess(int priorityMax) {
    this.priorityMax = priorityMax;
  }

  @Override
  public CompletionStage<AccessDecision> decide(AccessRequest request) {
    return CompletableFuture.completedStage(
        request.action() == AccessRequest.Action.PUBLISH
            ? publisher(request.parameters())
            : AccessDecision.allowed(AccessDecision.ORDINARY_PRIORITY, ""));
  }

  private AccessDecision publisher(Map<String, String> parameters) {
    String asked = parameters.get(PRIORITY);
    int priority = asked == null ? AccessDecision.ORDINARY_PRIORITY : number(asked);
    return priority < 0
        ? AccessDecision.refused(
            AccessRefusal.MALFORMED,
            "The priority in the stream name is not 0 to " + PRIORITY_MAX + ".")
        : AccessDecision.allowed(Math.min(priority, priorityMax), identity(parameters));
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
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    Map<String, String> sorted = new TreeMap<>(parameters);
    sorted.remove(PRIORITY);
    sorted.forEach(
        (name, value) -> {
          text.writeBytes(name.getBytes(StandardCharsets.UTF_8));
          text.write(0);
          text.writeBytes(value.getBytes(StandardCharsets.UTF_8));
          text.write(0);
        });
    return Digests.hex(Arrays.copyOf(Digests.sha256(text.toByteArray()), IDENTITY_BYTES));
  }
}
