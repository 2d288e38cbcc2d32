package dev.weir.access.policy;

import dev.weir.access.AccessDecision;
import dev.weir.access.AccessPolicy;
import dev.weir.access.AccessRequest;
import dev.weir.access.AccessSource;
import dev.weir.access.ConnectAnswer;
import dev.weir.access.ConnectAttempt;
import dev.weir.metrics.NodeMetrics;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policies of an access file, as it is now. A change of the file holds from the next question
 * on; one that cannot be used changes nothing.
 */
public final class LiveAccess implements AccessPolicy {
  private static final Logger LOG = LoggerFactory.getLogger(LiveAccess.class);

  private static final long LOOK_MILLIS = 2_000;
  private static final int CHECKS_MAX = 1_024;

  private final AccessSource source;
  private final NodeMetrics metrics;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(daemon("weir-access"));
  private final ThreadPoolExecutor checks =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(CHECKS_MAX),
          daemon("weir-access-check"));
  private final Tables tables;
  private volatile AccessPolicy current;

  private LiveAccess(AccessSource source, AccessGround ground, NodeMetrics metrics) {
    this.source = source;
    this.metrics = metrics;
    this.tables = new Tables(ground, timer, checks);
  }

  /**
   * Reads the rules and follows them from then on. Blocks.
   *
   * @throws RuntimeException whose message says what is wrong with the rules
   */
  public static LiveAccess open(AccessSource source, AccessGround ground, NodeMetrics metrics) {
    LiveAccess access = new LiveAccess(source, ground, metrics);
    try {
      access.read();
    } catch (RuntimeException e) {
      access.close();
      throw e;
    }
    access.timer.scheduleWithFixedDelay(
        access::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    return access;
  }

  @Override
  public CompletionStage<AccessDecision> decide(AccessRequest request) {
    return current.decide(request);
  }

  @Override
  public Optional<AccessDecision> recheck(AccessRequest request, AccessDecision decision) {
    return current.recheck(request, decision);
  }

  @Override
  public Optional<AccessDecision> begin(AccessRequest request, AccessDecision decision) {
    return current.begin(request, decision);
  }

  @Override
  public void end(AccessRequest request, AccessDecision decision) {
    current.end(request, decision);
  }

  @Override
  public ConnectAnswer connect(ConnectAttempt attempt) {
    return current.connect(attempt);
  }

  @Override
  public void close() {
    timer.shutdownNow();
    checks.shutdownNow();
    tables.close();
  }

  /** Reads them again if they changed. */
  private void look() {
    try {
      if (source.changed()) {
        read();
        metrics.accessReloaded(true);
        LOG.atInfo().addKeyValue("file", source.name()).log("access-reloaded");
      }
    } catch (RuntimeException e) {
      metrics.accessReloaded(false);
      LOG.atError()
          .addKeyValue("setting", "access.file")
          .addKeyValue("reason", e.getMessage())
          .log("access-not-reloaded, the rules of before hold on");
    }
  }

  private void read() {
    current = tables.of(source.load());
  }

  private static ThreadFactory daemon(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
