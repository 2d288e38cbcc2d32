package dev.weir.node;

import dev.weir.access.AccessDecision;
import dev.weir.access.AccessLimits;
import dev.weir.access.AccessRequest;
import dev.weir.stream.StreamKey;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * What a node that passes a publisher on tells the next one: where the publisher is, and what its
 * policies decided. It travels as JSON text, which the proof beside it covers.
 *
 * @param remoteHost the publisher's address
 * @param decision empty when the next node has to decide: a node without policies of its own checks
 *     no credential, and so decides nothing
 */
public record ForwardedAccess(String remoteHost, Optional<AccessDecision> decision) {
  static final int MAX_CHARS = 4_096;
  private static final int VERSION = 1;

  /** Of a publisher whom the policy here has let in. */
  public static ForwardedAccess of(AccessRequest request, AccessDecision decision) {
    return new ForwardedAccess(
        request.remoteHost(),
        decision.credential().isEmpty() ? Optional.empty() : Optional.of(decision));
  }

  String toText() {
    JsonObject json = new JsonObject().put("v", VERSION).put("host", remoteHost);
    decision.ifPresent(known -> put(json, known));
    return json.encode();
  }

  /** Empty when it cannot be read. A newer node may say more than this one understands. */
  static Optional<ForwardedAccess> parse(String text) {
    try {
      JsonObject json = new JsonObject(text);
      if (number(json, "v") != VERSION) {
        return Optional.empty();
      }
      Optional<AccessDecision> decision =
          json.containsKey("credential") ? Optional.of(decision(json)) : Optional.empty();
      return Optional.of(new ForwardedAccess(word(json, "host"), decision));
    } catch (DecodeException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static void put(JsonObject json, AccessDecision decision) {
    AccessLimits limits = decision.limits();
    json.put("priority", decision.priority())
        .put("identity", decision.identity())
        .put("until", decision.untilMillis())
        .put("viewers", limits.viewers())
        .put("publishers", limits.publishers())
        .put("bitsPerSecond", limits.bitsPerSecond())
        .put("credential", decision.credential());
    decision.key().ifPresent(key -> json.put("stream", key.toString()));
  }

  private static AccessDecision decision(JsonObject json) {
    AccessLimits limits =
        new AccessLimits(
            (int) number(json, "viewers"),
            (int) number(json, "publishers"),
            number(json, "bitsPerSecond"));
    AccessDecision decision =
        AccessDecision.allowed((int) number(json, "priority"), word(json, "identity"))
            .until(number(json, "until"))
            .within(limits)
            .by(word(json, "credential"));
    return json.containsKey("stream")
        ? decision.forStream(
            StreamKey.parse(word(json, "stream"))
                .orElseThrow(() -> new IllegalArgumentException("stream")))
        : decision;
  }

  private static String word(JsonObject json, String name) {
    if (json.getValue(name) instanceof String word) {
      return word;
    }
    throw new IllegalArgumentException(name);
  }

  private static long number(JsonObject json, String name) {
    if (json.getValue(name) instanceof Number number) {
      return number.longValue();
    }
    throw new IllegalArgumentException(name);
  }
}
