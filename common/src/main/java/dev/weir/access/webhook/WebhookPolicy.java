package dev.weir.access.webhook;

import dev.weir.access.AccessDecision;
import dev.weir.access.AccessPolicy;
import dev.weir.access.AccessRefusal;
import dev.weir.access.AccessRequest;
import dev.weir.access.WebhookRules;
import dev.weir.metrics.NodeMetrics;
import dev.weir.metrics.WebhookCall;
import dev.weir.metrics.WebhookResult;
import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a web server of the operator's. It has two seconds; while it is down, whoever asks is
 * answered at once, by what the settings say. What it allowed goes on when it is down, and it is
 * told when that is over.
 */
public final class WebhookPolicy implements AccessPolicy {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookPolicy.class);

  private final WebhookRules rules;
  private final String node;
  private final NodeMetrics metrics;
  private final WebhookClient client;
  private final WebhookNews news;
  private final CircuitBreaker breaker = new CircuitBreaker(System.nanoTime());
  private final ComplaintPace complaints = new ComplaintPace();

  /**
   * @param node id of this node, which the webhook is told
   * @param metrics what its calls came to
   */
  public WebhookPolicy(WebhookRules rules, String node, NodeMetrics metrics) {
    this(rules, node, metrics, InetAddress::getAllByName);
  }

  /** With another way to look names up; for tests. */
  WebhookPolicy(WebhookRules rules, String node, NodeMetrics metrics, WebhookTarget.Lookup lookup) {
    this.rules = rules;
    this.node = node;
    this.metrics = metrics;
    this.client = new WebhookClient(rules, new WebhookTarget(rules.allow(), lookup));
    this.news = new WebhookNews(client, metrics, rules.url().getHost(), WebhookNews.PAUSE_MILLIS);
  }

  @Override
  public CompletionStage<AccessDecision> decide(AccessRequest request) {
    long began = System.nanoTime();
    if (!breaker.admits(began)) {
      metrics.webhookCalled(WebhookCall.ASK, WebhookResult.BREAKER_OPEN, 0);
      return CompletableFuture.completedStage(onOutage(request));
    }
    return client
        .post(WebhookEvent.asked(request, node))
        .thenApply(reply -> WebhookAnswer.read(reply, request, request.queryIdentity()))
        .handle(
            (decision, failure) ->
                failure == null
                    ? answered(decision, began)
                    : failed(request, WebhookException.of(failure), began));
  }

  /** Tells that it is over; at once, and nobody waits. */
  @Override
  public void end(AccessRequest request, AccessDecision decision) {
    news.tell(WebhookEvent.done(request, decision, node));
  }

  /** What was to be told is told; then the threads end. */
  @Override
  public void close() {
    news.closeAfterwards();
  }

  private AccessDecision answered(AccessDecision decision, long began) {
    long now = System.nanoTime();
    WebhookResult result = decision.allowed() ? WebhookResult.ALLOWED : WebhookResult.REFUSED;
    metrics.webhookCalled(WebhookCall.ASK, result, now - began);
    note(false, now);
    return decision;
  }

  private AccessDecision failed(AccessRequest request, WebhookException failure, long began) {
    long now = System.nanoTime();
    metrics.webhookCalled(WebhookCall.ASK, failure.result(), now - began);
    if (failure.result() == WebhookResult.CROWDED
        || failure.result() == WebhookResult.BREAKER_OPEN) {
      breaker.skipped();
    } else {
      // Nonsense is no outage: where outages are a yes, it would be one after five of it.
      note(failure.isOutage(), now);
    }
    complain(request, failure, now);
    return failure.isOutage()
        ? onOutage(request)
        : AccessDecision.refused(AccessRefusal.UNAVAILABLE, "Access cannot be checked.");
  }

  private void complain(AccessRequest request, WebhookException failure, long now) {
    if (!complaints.admits(now)) {
      return;
    }
    LOG.atWarn()
        .addKeyValue("webhook", rules.url().getHost())
        .addKeyValue("asked", request)
        .addKeyValue("result", failure.result())
        .addKeyValue("detail", failure.getMessage())
        .addKeyValue("unsaid", complaints.unsaid())
        .log("webhook-failed");
  }

  private AccessDecision onOutage(AccessRequest request) {
    return rules.allowOnFailure()
        ? AccessDecision.allowed(AccessDecision.ORDINARY_PRIORITY, request.queryIdentity())
        : AccessDecision.refused(
            AccessRefusal.UNAVAILABLE, "Access cannot be checked now; try again.");
  }

  private void note(boolean failed, long now) {
    if (breaker.ended(failed, now)) {
      if (failed) {
        client.refuseWaiting();
      }
      LOG.atWarn()
          .addKeyValue("webhook", rules.url().getHost())
          .addKeyValue("open", breaker.isOpen())
          .addKeyValue("meanwhile", rules.allowOnFailure() ? "allow" : "refuse")
          .log("webhook-breaker");
    }
  }
}
