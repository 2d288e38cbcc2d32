package dev.weir.origin;

import dev.weir.cluster.StreamRecord;
import dev.weir.cluster.StreamRegistry;
import dev.weir.metrics.NodeMetrics;
import dev.weir.metrics.RegistryOperation;
import dev.weir.metrics.RegistryResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A claim that this origin holds: says to the cluster how it stands with the publisher, keeps the
 * lease, and notices when another claim has taken its place. One registry operation at a time,
 * because a renewal that overtakes another takes back what that one said. On the stream's event
 * loop.
 */
final class Claim {
  private static final Logger LOG = LoggerFactory.getLogger(Claim.class);

  /** Who is given way claims at once; if it never does, the claim is to be whole again. */
  private static final long GIVE_WAY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final StreamRegistry registry;
  private final NodeMetrics metrics;
  private final Context home;
  private final Consumer<Optional<StreamRecord>> whenLost;
  private StreamRecord said;
  private StreamRecord wanted;
  private Promise<Boolean> running;
  private Promise<Boolean> next;
  private long givesWayUntilNanos = System.nanoTime();
  private boolean over;

  /**
   * @param whenLost called once with who holds the stream now, if anybody does
   */
  Claim(
      StreamRegistry registry,
      NodeMetrics metrics,
      Context home,
      StreamRecord record,
      Consumer<Optional<StreamRecord>> whenLost) {
    this.registry = registry;
    this.metrics = metrics;
    this.home = home;
    this.said = record;
    this.wanted = record;
    this.whenLost = whenLost;
  }

  StreamRecord record() {
    return wanted;
  }

  /**
   * Lets a claim of the leader's priority elsewhere replace this one, for a moment, and none of a
   * backup: those are of a lower one.
   */
  Future<Boolean> giveWay(Ingest leader) {
    givesWayUntilNanos = System.nanoTime() + GIVE_WAY_NANOS;
    return say(wanted.withPriority(leader.priority() - 1).withAbsent(false));
  }

  /**
   * Tells the cluster, unless it knows, how the stream stands with its publisher.
   *
   * @param leader who it is, or null
   */
  void tell(Ingest leader, long now) {
    int less = now - givesWayUntilNanos < 0 ? 1 : 0;
    StreamRecord stands = leader == null ? wanted : wanted.withPriority(leader.priority() - less);
    if (leader == null || leader.isAlive(now)) {
      say(stands.withAbsent(leader == null));
    } else if (!stands.absent()) {
      say(stands.silentFor(Duration.ofNanos(now - leader.clock().lastNanos())));
    } else {
      say(stands);
    }
  }

  private Future<Boolean> say(StreamRecord now) {
    wanted = now;
    return over || wanted.equals(said) ? Future.succeededFuture(!over) : renew();
  }

  /**
   * Renews the lease.
   *
   * @return whether the claim stands; fails when the registry gives no answer
   */
  Future<Boolean> renew() {
    if (running == null) {
      running = Promise.promise();
      Future<Boolean> answer = running.future();
      start();
      return answer;
    }
    if (next == null) {
      next = Promise.promise();
    }
    return next.future();
  }

  /** The registry has news of the stream. */
  void look() {
    registry
        .locate(wanted.key())
        .onComplete(
            (found, failure) ->
                home.runOnContext(
                    v -> {
                      boolean known =
                          failure == null && found.filter(wanted::isSameClaim).isPresent();
                      if (!over && !known) {
                        renew();
                      }
                    }));
  }

  /** Gives the stream up. Never fails. */
  Future<Void> release() {
    over = true;
    Future<?> before = running == null ? Future.succeededFuture() : running.future();
    return before.transform(any -> registry.release(wanted)).<Void>mapEmpty().otherwiseEmpty();
  }

  private void start() {
    StreamRecord sent = wanted;
    long begun = System.nanoTime();
    registry
        .renew(sent)
        .onComplete(
            (kept, failure) -> {
              metrics.registryOperation(
                  RegistryOperation.RENEW,
                  failure == null ? RegistryResult.OK : RegistryResult.FAILED,
                  System.nanoTime() - begun);
              home.runOnContext(v -> done(sent, failure == null && kept, failure));
            });
  }

  private void done(StreamRecord sent, boolean kept, Throwable failure) {
    Promise<Boolean> answered = running;
    running = next;
    next = null;
    if (kept) {
      said = sent;
    }
    // An unreachable registry is no reason to stop a stream; another owner is.
    if (failure == null && !kept && !over) {
      over = true;
      findWinner();
    }
    if (running != null) {
      if (over) {
        running.complete(false);
        running = null;
      } else {
        start();
      }
    }
    answered.complete(kept, failure);
  }

  private void findWinner() {
    registry
        .locate(wanted.key())
        .otherwise(Optional.empty())
        .onComplete((found, none) -> home.runOnContext(v -> lost(found)));
  }

  private void lost(Optional<StreamRecord> winner) {
    LOG.atWarn()
        .addKeyValue("stream", wanted.key())
        .addKeyValue("origin", winner.map(StreamRecord::originId).orElse(""))
        .log("claim-lost");
    whenLost.accept(winner);
  }
}
