package dev.weir.access;

import dev.weir.rtmp.RtmpName;
import dev.weir.stream.StreamKey;
import java.util.Optional;

/** A question as a client puts it, for tests: {@code live/show?key=x}. */
public record Ask(AccessRequest.Action action, String name, String host) {
  public static Ask publish(String name) {
    return new Ask(AccessRequest.Action.PUBLISH, name, "203.0.113.7");
  }

  public static Ask play(String name) {
    return new Ask(AccessRequest.Action.PLAY, name, "203.0.113.7");
  }

  public Ask from(String address) {
    return new Ask(action, name, address);
  }

  public AccessRequest request() {
    RtmpName written = RtmpName.ofStream(name);
    StreamKey key = StreamKey.parse(written.path()).orElseThrow();
    return new AccessRequest(action, key, written.parameters(), host);
  }

  /** Of somebody who showed at connect who he is. */
  public AccessRequest request(AdobeUser user) {
    AccessRequest asked = request();
    return new AccessRequest(
        asked.action(),
        asked.key(),
        asked.parameters(),
        asked.remoteHost(),
        Optional.of(user),
        Optional.empty());
  }

  public AccessDecision of(AccessPolicy policy) {
    return policy.decide(request()).toCompletableFuture().join();
  }

  /** The cause of a refusal, or {@code ALLOWED}. */
  public String outcome(AccessPolicy policy) {
    return outcome(of(policy));
  }

  public static String outcome(AccessDecision decision) {
    return decision.allowed() ? "ALLOWED" : decision.cause().name();
  }
}
