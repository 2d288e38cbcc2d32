package dev.weir.access.webhook;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.access.AccessDecision;
import dev.weir.access.AccessRequest;
import dev.weir.stream.StreamKey;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One thing that a webhook is asked or told.
 *
 * @param id its own, the same for each attempt
 * @param atMillis when it happened, by the wall clock
 * @param node id of the node that it happened on
 * @param request what somebody wanted; with secrets, so an event is never printed
 * @param decision what was answered; empty while it is asked for
 */
record WebhookEvent(
    String id,
    long atMillis,
    String node,
    AccessRequest request,
    Optional<AccessDecision> decision) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Ids need to be unlike each other, and no more. */
  private static final String RUN =
      HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());

  private static final AtomicLong NUMBER = new AtomicLong();

  /** Somebody wants something. */
  static WebhookEvent asked(AccessRequest request, String node) {
    return now(request, Optional.empty(), node);
  }

  /** What was allowed is over. */
  static WebhookEvent done(AccessRequest request, AccessDecision decision, String node) {
    return now(request, Optional.of(decision), node);
  }

  private static WebhookEvent now(
      AccessRequest request, Optional<AccessDecision> decision, String node) {
    String id = node + "-" + RUN + "-" + NUMBER.incrementAndGet();
    return new WebhookEvent(id, System.currentTimeMillis(), node, request, decision);
  }

  /** The stream that it is about. */
  StreamKey stream() {
    return decision.map(given -> given.streamOf(request)).orElse(request.key());
  }

  /** As JSON; the same each time. */
  byte[] body() {
    String action = request.action() == AccessRequest.Action.PUBLISH ? "on_publish" : "on_play";
    ObjectNode json = JSON.createObjectNode();
    json.put("id", id);
    json.put("event", decision.isPresent() ? action + "_done" : action);
    json.put("at", atMillis);
    json.put("node", node);
    json.put("app", stream().app());
    json.put("stream", stream().name());
    json.put("address", request.remoteHost());
    request.user().ifPresent(user -> json.put("user", user.keyId()));
    if (decision.isPresent()) {
      json.put("credential", decision.get().credential());
    } else {
      ObjectNode parameters = json.putObject("parameters");
      request.parameters().forEach((name, value) -> parameters.put(name, decoded(value)));
    }
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** What is not encoded well is taken as it stands. */
  private static String decoded(String value) {
    try {
      return URLDecoder.decode(value, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return value;
    }
  }

  @Override
  public String toString() {
    return id;
  }
}
