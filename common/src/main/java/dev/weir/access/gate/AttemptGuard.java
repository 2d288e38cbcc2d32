package dev.weir.access.gate;

import dev.weir.access.AccessDecision;
import dev.weir.access.AccessMethod;
import dev.weir.access.AccessPolicy;
import dev.weir.access.AccessRefusal;
import dev.weir.access.AccessRequest;
import dev.weir.access.ConnectAnswer;
import dev.weir.access.ConnectAttempt;
import dev.weir.access.IpAddress;
import dev.weir.access.StreamKeySecret;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes guessing slow. An address that showed too many wrong credentials is answered late and
 * without a check for a while, all but credentials that were right before. It is always the address
 * that is banned, never a key: whoever has the right one gets in from anywhere else.
 */
final class AttemptGuard {
  private static final Logger LOG = LoggerFactory.getLogger(AttemptGuard.class);
  private static final int MAX_HELD = 1_000;
  private static final String TOO_MANY =
      "Too many wrong attempts from this address; try again in some minutes.";

  private final AccessPolicy policy;
  private final int failures;
  private final AttemptLedger ledger;
  private final KnownCredentials known = new KnownCredentials();
  private final Executor later;
  private final LongSupplier clock;
  private final Runnable onBan;
  private final AtomicInteger held = new AtomicInteger();

  /**
   * @param failures that an address may have in a minute; 0 to guard nothing
   * @param ban how long it lasts
   * @param onBan an address was banned
   */
  AttemptGuard(AccessPolicy policy, int failures, Duration ban, Runnable onBan) {
    // The thread of the delays does no more than pass the answers on.
    this(
        policy,
        failures,
        ban,
        onBan,
        CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS, Runnable::run),
        System::nanoTime);
  }

  /** With another executor of late answers, and another clock; for tests. */
  AttemptGuard(
      AccessPolicy policy,
      int failures,
      Duration ban,
      Runnable onBan,
      Executor later,
      LongSupplier clock) {
    this.policy = policy;
    this.failures = failures;
    this.ledger = new AttemptLedger(failures, ban.toNanos());
    this.onBan = onBan;
    this.later = later;
    this.clock = clock;
  }

  CompletionStage<AccessDecision> decide(AccessRequest request) {
    // Who comes with a node's word, or showed at connect who he is, does not guess here.
    if (failures == 0 || request.vouched().isPresent() || request.user().isPresent()) {
      return policy.decide(request);
    }
    String from = IpAddress.group(request.remoteHost());
    KnownCredentials.Mark shown = known.mark(request);
    if (known.contains(shown.at(from)) || known.contains(shown)) {
      return policy
          .decide(request)
          .whenComplete(
              (decision, failure) -> {
                if (failure == null && isNoLonger(decision)) {
                  known.forget(shown.at(from));
                  known.forget(shown);
                }
              });
    }
    boolean bare = isBare(request);
    CompletableFuture<AccessDecision> waiting = new CompletableFuture<>();
    AttemptLedger.Verdict verdict =
        ledger.attempt(
            from,
            bare,
            admitted ->
                (admitted ? check(request, shown, from) : refuse())
                    .whenComplete((decision, failure) -> pass(decision, failure, waiting)),
            clock.getAsLong());
    return switch (verdict) {
      case CHECK -> check(request, shown, from);
      case WAIT -> waiting;
      case REFUSE -> refuse();
    };
  }

  /** A connect with Adobe's scheme is an attempt, too; all but its last step cost nothing. */
  ConnectAnswer connect(ConnectAttempt attempt) {
    if (failures == 0 || !attempt.parameters().containsKey("authmod")) {
      return policy.connect(attempt);
    }
    String from = IpAddress.group(attempt.remoteHost());
    KnownCredentials.Mark mark = known.mark(from, attempt.parameters().getOrDefault("user", ""));
    boolean banned = !ledger.attemptNow(from, clock.getAsLong());
    if (banned && !known.spend(mark)) {
      return ConnectAnswer.refused(AccessRefusal.TOO_MANY_ATTEMPTS, TOO_MANY);
    }
    ConnectAnswer answer = policy.connect(attempt);
    if (answer.accepted() && answer.user().isPresent()) {
      known.add(mark, true);
    }
    if (!banned) {
      ended(from, false, answer.cause() == AccessRefusal.WRONG_CREDENTIALS);
    }
    return answer;
  }

  /** Addresses that have something against them now. */
  int watched() {
    return ledger.size();
  }

  private CompletionStage<AccessDecision> check(
      AccessRequest request, KnownCredentials.Mark shown, String from) {
    CompletionStage<AccessDecision> decided;
    try {
      decided = policy.decide(request);
    } catch (RuntimeException e) {
      decided = CompletableFuture.failedStage(e);
    }
    return decided
        .whenComplete((decision, failure) -> learn(request, decision, failure, shown, from))
        .thenCompose(decision -> isWrong(decision) ? late(decision) : done(decision));
  }

  private void learn(
      AccessRequest request,
      AccessDecision decision,
      Throwable failure,
      KnownCredentials.Mark shown,
      String from) {
    if (failure == null && decision.allowed()) {
      // Somebody else's weak secret, right elsewhere, must not be found out by trying here.
      known.add(
          isUnguessable(request, decision) ? shown : shown.at(from), decision.hasCredential());
    }
    ended(from, isBare(request), failure == null && isWrong(decision));
  }

  private void ended(String from, boolean bare, boolean wrong) {
    if (ledger.ended(from, bare, wrong, clock.getAsLong())) {
      onBan.run();
      LOG.atWarn().addKeyValue("peer", from).log("address-banned");
    }
  }

  /** What a guess ends with; a credential that was right once is none. */
  private static boolean isWrong(AccessDecision decision) {
    return decision.cause() == AccessRefusal.WRONG_CREDENTIALS
        || decision.cause() == AccessRefusal.WEBHOOK;
  }

  /** An outage says nothing about what was shown. */
  private static boolean isNoLonger(AccessDecision decision) {
    return !decision.allowed() && decision.cause() != AccessRefusal.UNAVAILABLE;
  }

  /** Signed by somebody, random, or not asked for: no guess, wherever it comes from. */
  private static boolean isUnguessable(AccessRequest request, AccessDecision decision) {
    return AccessMethod.ofCredential(decision.credential())
        .map(
            method ->
                switch (method) {
                  case JWT, SIGNED, OPEN -> true;
                  case KEYS -> StreamKeySecret.isRandom(secret(request));
                  case WEBHOOK -> false;
                })
        .orElse(false);
  }

  /** What a stream key was shown by. */
  private static String secret(AccessRequest request) {
    return request
        .parameter("key")
        .or(() -> request.parameter("pass"))
        .orElseGet(() -> request.key().name());
  }

  private static boolean isBare(AccessRequest request) {
    return request.parameters().isEmpty() && !StreamKeySecret.isSecretive(request.key().name());
  }

  private CompletionStage<AccessDecision> refuse() {
    return late(AccessDecision.refused(AccessRefusal.TOO_MANY_ATTEMPTS, TOO_MANY));
  }

  /** Guessing is slow even so; but the answers that wait are not to fill the memory. */
  private CompletionStage<AccessDecision> late(AccessDecision decision) {
    if (held.incrementAndGet() > MAX_HELD) {
      held.decrementAndGet();
      return done(decision);
    }
    CompletableFuture<AccessDecision> answer = new CompletableFuture<>();
    later.execute(
        () -> {
          held.decrementAndGet();
          answer.complete(decision);
        });
    return answer;
  }

  private static CompletionStage<AccessDecision> done(AccessDecision decision) {
    return CompletableFuture.completedStage(decision);
  }

  private static void pass(
      AccessDecision decision, Throwable failure, CompletableFuture<AccessDecision> to) {
    if (failure == null) {
      to.complete(decision);
    } else {
      to.completeExceptionally(failure);
    }
  }
}
