package dev.weir.access.policy;

import dev.weir.access.AccessDecision;
import dev.weir.access.AccessPolicy;
import dev.weir.access.AccessRefusal;
import dev.weir.access.AccessRequest;
import dev.weir.access.ConnectAnswer;
import dev.weir.access.ConnectAttempt;
import dev.weir.access.StreamKeySecret;
import dev.weir.metrics.NodeMetrics;
import dev.weir.metrics.RefusalCounters;
import dev.weir.metrics.RequestKind;
import dev.weir.rtmp.RateBudget;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts and logs what another policy refuses, ends what is over by the clock, and believes the
 * other nodes.
 */
public final class RecordedAccess implements AccessPolicy {
  private static final Logger LOG = LoggerFactory.getLogger(RecordedAccess.class);

  private static final int LINES_A_SECOND = 20;
  private static final int LINES_AT_ONCE = 100;

  private final AccessPolicy policy;
  private final RefusalCounters<AccessRefusal> refusals;
  private final LongSupplier clock;
  private final RateBudget lines = new RateBudget(LINES_A_SECOND, LINES_AT_ONCE);
  private final AtomicLong unsaid = new AtomicLong();

  /** Records what a policy refuses. */
  public RecordedAccess(AccessPolicy policy, NodeMetrics metrics) {
    this(policy, metrics.accessRefusals(AccessRefusal.class), System::currentTimeMillis);
  }

  RecordedAccess(AccessPolicy policy, RefusalCounters<AccessRefusal> refusals, LongSupplier clock) {
    this.policy = policy;
    this.refusals = refusals;
    this.clock = clock;
  }

  @Override
  public CompletionStage<AccessDecision> decide(AccessRequest request) {
    if (request.vouched().isPresent()) {
      return CompletableFuture.completedStage(request.vouched().get());
    }
    return asked(request)
        .exceptionally(e -> failed(request, e))
        .thenApply(decision -> named(request, decision))
        .thenApply(
            decision -> {
              if (!decision.allowed()) {
                record("access-refused", request, decision);
              }
              return decision;
            });
  }

  private CompletionStage<AccessDecision> asked(AccessRequest request) {
    try {
      return policy.decide(request);
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  /**
   * Where nobody asks for stream keys, an encoder that is set up for one would make its secret the
   * name of a stream, for all to see.
   */
  private static AccessDecision named(AccessRequest request, AccessDecision decision) {
    return decision.allowed()
            && decision.streamOf(request).name().startsWith(StreamKeySecret.PREFIX)
        ? AccessDecision.refused(
            AccessRefusal.MALFORMED,
            "This is a stream key, which stands for no stream here; send the stream's name.")
        : decision;
  }

  /** The stack tells where it failed; the request, which has secrets, is left out. */
  private static AccessDecision failed(AccessRequest request, Throwable failure) {
    LOG.atError().setCause(failure).addKeyValue("request", request).log("access-check-failed");
    return AccessDecision.unavailable();
  }

  @Override
  public Optional<AccessDecision> recheck(AccessRequest request, AccessDecision decision) {
    Optional<AccessDecision> refusal =
        clock.getAsLong() < decision.untilMillis()
            ? policy.recheck(request, decision)
            : Optional.of(
                AccessDecision.refused(
                    AccessRefusal.EXPIRED, "The time that this was allowed for is over."));
    refusal.ifPresent(why -> record("access-ended", request, why));
    return refusal;
  }

  @Override
  public Optional<AccessDecision> begin(AccessRequest request, AccessDecision decision) {
    Optional<AccessDecision> refusal = policy.begin(request, decision);
    refusal.ifPresent(why -> record("access-refused", request, why));
    return refusal;
  }

  @Override
  public void end(AccessRequest request, AccessDecision decision) {
    policy.end(request, decision);
  }

  @Override
  public ConnectAnswer connect(ConnectAttempt attempt) {
    ConnectAnswer answer = policy.connect(attempt);
    if (answer.cause() != null) {
      record(
          "access-refused",
          RequestKind.PUBLISH,
          attempt.app(),
          attempt.remoteHost(),
          answer.cause(),
          answer.description());
    }
    return answer;
  }

  @Override
  public void close() {
    policy.close();
  }

  private void record(String event, AccessRequest request, AccessDecision refusal) {
    record(
        event,
        request.action() == AccessRequest.Action.PUBLISH ? RequestKind.PUBLISH : RequestKind.PLAY,
        StreamKeySecret.masked(request.key()).toString(),
        request.remoteHost(),
        refusal.cause(),
        refusal.reason());
  }

  private void record(
      String event,
      RequestKind kind,
      String stream,
      String peer,
      AccessRefusal reason,
      String detail) {
    refusals.count(kind, reason);
    if (!mayWrite()) {
      unsaid.incrementAndGet();
      return;
    }
    // Guessing costs a line each: those that are left out are at least counted.
    LOG.atInfo()
        .addKeyValue("kind", kind)
        .addKeyValue("stream", stream)
        .addKeyValue("peer", peer)
        .addKeyValue("reason", reason)
        .addKeyValue("detail", detail)
        .addKeyValue("unsaid", unsaid.getAndSet(0))
        .log(event);
  }

  private boolean mayWrite() {
    synchronized (lines) {
      return lines.spend(1, System.nanoTime());
    }
  }
}
