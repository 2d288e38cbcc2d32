package dev.weir.node;

import dev.weir.cluster.NodeDirectory;
import dev.weir.cluster.NodeInfo;
import dev.weir.http.DrainState;
import dev.weir.metrics.DrainResult;
import dev.weir.metrics.NodeMetrics;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries a plan out: asks, closes and counts, until nobody is left. Once; on one event loop. While
 * the node is on notice the drain exists and does nothing yet.
 */
final class Drain {
  private static final Logger LOG = LoggerFactory.getLogger(Drain.class);
  private static final long TICK_MILLIS = 50;
  private static final long LOOK_MILLIS = 1_000;

  /** What is still open at the plan's end closes within the linger of its socket. */
  private static final long PATIENCE_MILLIS = 1_500;

  private final Vertx vertx;
  private final Context context;
  private final SessionTable sessions;
  private final NodeDirectory directory;
  private final NodeMetrics metrics;
  private final DrainTargets targets;
  private DrainSettings settings;
  private volatile Instant until;
  private final Promise<Void> done = Promise.promise();

  /** Asked, still here, and not closed by us. */
  private final Map<String, ClientLink> asked = new HashMap<>();

  private DrainPlan plan;
  private long startNanos;
  private boolean ticking;
  private final AtomicInteger left = new AtomicInteger();
  private final AtomicInteger moved = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();

  /**
   * @param settings with the deadline from now
   * @param nowNanos when it begins to run
   */
  Drain(
      Vertx vertx,
      SessionTable sessions,
      NodeDirectory directory,
      NodeMetrics metrics,
      NodeInfo me,
      DrainSettings settings,
      long nowNanos) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.sessions = sessions;
    this.directory = directory;
    this.metrics = metrics;
    this.targets = new DrainTargets(me.role(), me.id());
    this.settings = settings;
    this.startNanos = nowNanos;
    this.until = Instant.now().plus(settings.deadline());
    this.left.set(sessions.count());
  }

  /** As the API and the readiness tell it. Any thread. */
  DrainState state() {
    return new DrainState(left.get(), moved.get(), closed.get(), until);
  }

  /** Done when nobody is left, or the time is over. */
  Future<Void> ended() {
    return done.future();
  }

  /**
   * Somebody else wants the node to leave, too, and maybe sooner: what kills it afterwards waits
   * for its own deadline only, and nobody is to be cut off unspread. Any thread.
   *
   * @param nowNanos from when this deadline runs; a later end than before counts for nothing
   */
  void hasten(long nowNanos, Duration deadline) {
    context.runOnContext(
        v -> {
          Duration passed = Duration.ofNanos(nowNanos - startNanos);
          if (passed.plus(deadline).compareTo(settings.deadline()) < 0) {
            settings = settings.soon(deadline, passed);
            startNanos = nowNanos;
            until = Instant.now().plus(deadline);
            plan = null;
          }
        });
  }

  /** Begins, when the notice is over. Once; any thread. */
  void begin() {
    context.runOnContext(
        v -> {
          if (sessions.count() == 0) {
            end();
          } else {
            // Whoever is asked first wants to know where to go, too.
            look()
                .timeout(LOOK_MILLIS, TimeUnit.MILLISECONDS)
                .onComplete(looked -> context.runOnContext(w -> run()));
          }
        });
  }

  private void run() {
    long looking = vertx.setPeriodic(LOOK_MILLIS, id -> look());
    long ticks = vertx.setPeriodic(1, TICK_MILLIS, id -> tick());
    done.future()
        .onComplete(
            end -> {
              vertx.cancelTimer(looking);
              vertx.cancelTimer(ticks);
            });
  }

  private Future<Void> look() {
    Promise<Void> looked = Promise.promise();
    directory
        .nodes()
        .onComplete(
            (nodes, e) ->
                context.runOnContext(
                    v -> {
                      if (e == null) {
                        targets.nodes(nodes);
                      }
                      looked.complete();
                    }));
    return looked.future();
  }

  private void tick() {
    // A loop that is late with its answer gets no second question meanwhile.
    if (!ticking && !done.future().isComplete()) {
      ticking = true;
      sessions.links().onComplete((links, e) -> context.runOnContext(v -> tick(links)));
    }
  }

  private void tick(List<ClientLink> links) {
    ticking = false;
    if (links == null || done.future().isComplete()) {
      return;
    }
    Map<String, ClientLink> present =
        links.stream().collect(Collectors.toMap(ClientLink::id, link -> link));
    List<DrainPlan.Guest> guests = new ArrayList<>(links.size());
    links.forEach(link -> guests.add(link.guest()));
    count(present.keySet());
    long now = System.nanoTime();
    if (plan == null) {
      plan = new DrainPlan(settings, startNanos, guests);
    }
    if (present.isEmpty() || isLate(now)) {
      end();
      return;
    }
    for (DrainPlan.Step step : plan.due(now, guests)) {
      ClientLink link = present.get(step.guest());
      if (link != null) {
        carryOut(step, link);
      }
    }
  }

  private void carryOut(DrainPlan.Step step, ClientLink link) {
    if (step.action() == DrainPlan.Action.CLOSE) {
      asked.remove(link.id());
      if (link.dismiss()) {
        closed.incrementAndGet();
        metrics.drained(DrainResult.CLOSED);
      }
      return;
    }
    if (asked.containsKey(link.id())) {
      // By the plan before this one, which took longer.
      return;
    }
    DrainPlan.Kind kind = link.guest().kind();
    Optional<NodeInfo> target =
        kind == DrainPlan.Kind.PULL ? Optional.empty() : targets.next(kind, link.isSecure());
    // Alone, or without an address, it would come back here, where nobody listens any more; only
    // the registry tells an edge better, and a balancer a client.
    if (target.isPresent() || kind == DrainPlan.Kind.PULL) {
      asked.put(link.id(), link);
      link.ask(settings.sameAddress() ? Optional.empty() : target);
      metrics.drained(DrainResult.ASKED);
    }
  }

  private void count(Set<String> present) {
    left.set(present.size());
    int before = asked.size();
    asked.keySet().retainAll(present);
    for (int gone = before - asked.size(); gone > 0; gone--) {
      moved.incrementAndGet();
      metrics.drained(DrainResult.MOVED);
    }
  }

  private boolean isLate(long nowNanos) {
    long elapsed = TimeUnit.NANOSECONDS.toMillis(nowNanos - startNanos);
    return elapsed >= plan.endMillis() + Math.min(PATIENCE_MILLIS, settings.deadline().toMillis());
  }

  private void end() {
    LOG.atInfo()
        .addKeyValue("left", left.get())
        .addKeyValue("moved", moved.get())
        .addKeyValue("closed", closed.get())
        .addKeyValue("seconds", Duration.ofNanos(System.nanoTime() - startNanos).toMillis() / 1e3)
        .log("drain-ended");
    done.tryComplete();
  }
}
