package dev.weir.egress;

import dev.weir.egress.OverloadState.Reading;
import dev.weir.egress.OverloadState.Verdict;
import dev.weir.metrics.NodeMetrics;
import dev.weir.metrics.OverloadLimit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns new players away while the node is over a limit, so that those it has are served in full.
 * The number of viewers never exceeds its limit; the other limits are measured, and passed by what
 * comes in within a few seconds.
 *
 * <p>It is said at play, because at connect nobody knows yet who publishes; the connection ends
 * with it, and a client that tries again comes to another node through the balancer.
 *
 * <p>Players are what is limited. Publishers and the pulls of edges are not: a player less is one
 * player, a pull less is an audience. A player that comes because another node died or drained is
 * one more player here: nothing that it could show would prove it.
 */
public final class Overload {
  private static final Logger LOG = LoggerFactory.getLogger(Overload.class);
  private static final double PERCENT = 100;

  private final OverloadSettings settings;
  private final NodeMetrics metrics;
  private final OverloadState state;
  private final AtomicInteger viewers = new AtomicInteger();
  private volatile Verdict verdict = Verdict.CALM;

  /**
   * Registers its metrics.
   *
   * @param settings the limits
   * @param metrics one {@code Overload} each
   */
  public Overload(OverloadSettings settings, NodeMetrics metrics) {
    this.settings = settings;
    this.metrics = metrics;
    this.state = new OverloadState(settings);
    for (OverloadLimit limit : OverloadLimit.values()) {
      metrics.overload(
          limit, () -> verdict.over().contains(limit) ? 1 : 0, () -> verdict.used(limit));
    }
  }

  /**
   * A player wants a place. Any thread.
   *
   * @return why there is none, in words for the player; empty when it has one, and then {@link
   *     #leave()} has to follow once
   */
  public Optional<String> enter() {
    List<OverloadLimit> over = verdict.over();
    if (over.isEmpty() && place()) {
      return Optional.empty();
    }
    OverloadLimit limit = over.isEmpty() ? OverloadLimit.VIEWERS : over.get(0);
    metrics.overloadRefused(limit);
    return Optional.of(
        "This server is full (%s); connect again, or to another one.".formatted(setting(limit)));
  }

  /** A player gives its place back. Any thread. */
  public void leave() {
    viewers.decrementAndGet();
  }

  /** Whether players are turned away. Any thread. */
  public boolean isOver() {
    return !verdict.over().isEmpty();
  }

  /** The limits that are passed, in words for an operator; empty when there are none. */
  public String words() {
    Verdict now = verdict;
    return now.over().stream()
        .map(
            limit ->
                "%s is used to %d %%"
                    .formatted(setting(limit), Math.round(PERCENT * now.used(limit))))
        .collect(Collectors.joining(", "));
  }

  /**
   * Takes a measurement; several times a second, on one thread.
   *
   * @param nowNanos by a clock that never goes back
   * @param bytesOut sent to RTMP clients since the start
   * @param busy share of its time that each event loop runs now, 0 to 1
   * @return whether the node became full, or is no longer
   */
  public boolean measure(long nowNanos, long bytesOut, List<Double> busy) {
    boolean before = isOver();
    verdict = state.update(nowNanos, new Reading(viewers.get(), bytesOut, busy));
    if (before == isOver()) {
      return false;
    }
    if (before) {
      LOG.info("overload-ended");
    } else {
      LOG.atWarn().addKeyValue("limits", words()).log("overload-begun");
    }
    return true;
  }

  private boolean place() {
    int limit = settings.viewers();
    int before = viewers.getAndUpdate(now -> limit == 0 || now < limit ? now + 1 : now);
    return limit == 0 || before < limit;
  }

  private static String setting(OverloadLimit limit) {
    return "overload." + limit.name().toLowerCase(Locale.ROOT);
  }
}
