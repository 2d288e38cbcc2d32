package dev.weir.node;

import dev.weir.access.AccessDecision;
import dev.weir.access.AccessLimits;
import dev.weir.amf.AmfValue;
import dev.weir.stream.StreamKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a node that passes a publisher on tells the next one: where the publisher is, and what its
 * policies decided. A node without policies of its own decides nothing.
 *
 * @param remoteHost the publisher's address
 * @param decision empty when the next node has to decide
 */
record ForwardedAccess(String remoteHost, Optional<AccessDecision> decision) {
  private static final int TEXT_MAX = 256;

  /** Of the connect property of a node that has proved to be one. */
  static ForwardedAccess of(AmfValue property, String nodeHost) {
    Map<String, AmfValue> said = property.asProperties();
    String host = text(said, "host");
    Map<String, AmfValue> access = said.getOrDefault("access", AmfValue.UNDEFINED).asProperties();
    return new ForwardedAccess(
        host.isEmpty() ? nodeHost : host,
        text(access, "credential").isEmpty() ? Optional.empty() : Optional.of(decision(access)));
  }

  private static AccessDecision decision(Map<String, AmfValue> access) {
    AccessDecision decision =
        AccessDecision.allowed((int) number(access, "priority"), text(access, "identity"))
            .until(number(access, "until"))
            .within(
                new AccessLimits(
                    (int) number(access, "viewers"),
                    (int) number(access, "publishers"),
                    number(access, "bits")))
            .by(text(access, "credential"));
    return StreamKey.parse(text(access, "stream")).map(decision::forStream).orElse(decision);
  }

  /** For the connect property. */
  Map<String, Object> toProperties() {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("host", remoteHost);
    decision
        .filter(known -> !known.credential().isEmpty())
        .ifPresent(known -> properties.put("access", property(known)));
    return properties;
  }

  private static AmfValue property(AccessDecision decision) {
    return AmfValue.object(
        "priority", decision.priority(),
        "identity", decision.identity(),
        "until", (double) decision.untilMillis(),
        "viewers", decision.limits().viewers(),
        "publishers", decision.limits().publishers(),
        "bits", (double) decision.limits().bitsPerSecond(),
        "credential", decision.credential(),
        "stream", decision.key().map(StreamKey::toString).orElse(""));
  }

  private static String text(Map<String, AmfValue> properties, String name) {
    String text = properties.getOrDefault(name, AmfValue.UNDEFINED).asText("");
    return text.length() > TEXT_MAX ? "" : text;
  }

  /** 2^63 - 1 is no double; what is above it becomes that again. */
  private static long number(Map<String, AmfValue> properties, String name) {
    return (long) properties.getOrDefault(name, AmfValue.UNDEFINED).asNumber(0);
  }
}
