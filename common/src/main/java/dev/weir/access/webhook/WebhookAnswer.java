package dev.weir.access.webhook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.weir.access.AccessDecision;
import dev.weir.access.AccessLimits;
import dev.weir.access.AccessMethod;
import dev.weir.access.AccessRefusal;
import dev.weir.access.AccessRequest;
import dev.weir.metrics.WebhookResult;
import dev.weir.stream.StreamKey;
import java.io.IOException;
import java.util.regex.Pattern;

/**
 * Reads what a webhook answered. A status of 200 to 299 without a body is a yes, and one of 400 to
 * 499 a no. A body says more, all of it optional but {@code allow}:
 *
 * <pre>{@code
 * {"allow": true, "reason": "for the encoder", "priority": 0..1000, "until": UNIX_SECONDS,
 *  "stream": "the name to publish or play instead", "id": "whose credential it is, no secret",
 *  "viewers": N, "publishers": N, "bitrate": BITS_PER_SECOND}
 * }</pre>
 */
final class WebhookAnswer {
  private static final int MAX_PRIORITY = 1_000;
  private static final int MAX_REASON = 200;
  private static final int MAX_DEPTH = 8;
  private static final long MILLIS = 1_000;
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._@-]{1,64}");
  private static final String NO = "Access denied.";
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private WebhookAnswer() {}

  /**
   * The decision that it means.
   *
   * @param identity of the publisher or player, for a yes
   * @throws WebhookException when it means none
   */
  static AccessDecision read(WebhookClient.Reply reply, AccessRequest request, String identity) {
    int status = reply.status();
    if (status >= 500 || status == 429 || status == 408) {
      throw new WebhookException(WebhookResult.SERVER_ERROR, "status " + status);
    }
    boolean yes = status >= 200 && status < 300;
    if (!yes && status < 400) {
      // A redirect is not followed: it may lead to where we would not go.
      throw new WebhookException(WebhookResult.BAD_ANSWER, "status " + status);
    }
    if (reply.body().length == 0) {
      return yes ? AccessDecision.allowed(AccessDecision.ORDINARY_PRIORITY, identity) : refused(NO);
    }
    if (!yes) {
      return refused(reasonOrNone(reply.body()));
    }
    JsonNode json = object(reply.body());
    JsonNode allow = json.path("allow");
    if (!allow.isBoolean()) {
      throw wrong("allow");
    }
    return allow.booleanValue()
        ? allowed(json, request, identity)
        : refused(shown(json.path("reason").asText("")));
  }

  private static AccessDecision allowed(JsonNode json, AccessRequest request, String identity) {
    int priority = (int) number(json, "priority", AccessDecision.ORDINARY_PRIORITY, MAX_PRIORITY);
    AccessDecision decision = AccessDecision.allowed(priority, identity);
    long until = number(json, "until", Long.MAX_VALUE, Long.MAX_VALUE / MILLIS);
    decision = decision.until(until == Long.MAX_VALUE ? until : until * MILLIS);
    decision =
        decision.within(
            new AccessLimits(
                (int) number(json, "viewers", 0, Integer.MAX_VALUE),
                (int) number(json, "publishers", 0, Integer.MAX_VALUE),
                number(json, "bitrate", 0, Long.MAX_VALUE)));
    if (json.hasNonNull("id")) {
      if (!ID.matcher(json.get("id").asText()).matches()) {
        throw wrong("id");
      }
      decision = decision.by(AccessMethod.WEBHOOK.credential(json.get("id").asText()));
    }
    if (json.hasNonNull("stream")) {
      decision =
          decision.forStream(
              StreamKey.of(request.key().app(), json.get("stream").asText())
                  .orElseThrow(() -> wrong("stream")));
    }
    return decision;
  }

  /** What a no says beside may be anything, an HTML page say. */
  private static String reasonOrNone(byte[] body) {
    try {
      return shown(object(body).path("reason").asText(""));
    } catch (WebhookException e) {
      return NO;
    }
  }

  private static JsonNode object(byte[] body) {
    try {
      JsonNode json = JSON.readTree(body);
      if (json != null && json.isObject()) {
        return json;
      }
    } catch (JsonProcessingException e) {
      // Its message quotes the body.
      throw new WebhookException(WebhookResult.BAD_ANSWER, "not JSON");
    } catch (IOException e) {
      throw new WebhookException(WebhookResult.BAD_ANSWER, "not text");
    }
    throw new WebhookException(WebhookResult.BAD_ANSWER, "not a JSON object");
  }

  private static long number(JsonNode json, String name, long otherwise, long max) {
    JsonNode node = json.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return otherwise;
    }
    if (!node.isIntegralNumber()
        || !node.canConvertToLong()
        || node.longValue() < 0
        || node.longValue() > max) {
      throw wrong(name);
    }
    return node.longValue();
  }

  private static WebhookException wrong(String name) {
    return new WebhookException(WebhookResult.BAD_ANSWER, "the value of " + name + " is none");
  }

  private static AccessDecision refused(String reason) {
    return AccessDecision.refused(AccessRefusal.WEBHOOK, reason);
  }

  /** One line of text that an encoder can show and a log can hold. */
  private static String shown(String reason) {
    String line = reason.replaceAll("[\\p{Cntrl}\\p{Cf}]+", " ").strip();
    if (line.isEmpty()) {
      return NO;
    }
    return line.length() <= MAX_REASON ? line : line.substring(0, MAX_REASON);
  }
}
