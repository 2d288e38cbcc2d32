package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.config.LogFormat;
import dev.weir.config.LogLevel;
import dev.weir.config.NodeConfig;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class NodeCommandTest {
  private final RecordedTerminal terminal = new RecordedTerminal();
  private final StopRequests stop = new StopRequests();
  private final AtomicInteger closed = new AtomicInteger();

  @AfterEach
  void putBackTheLog() {
    LogSetup.apply(LogFormat.TEXT, LogLevel.INFO);
  }

  @Test
  void startsANodeBySettingsAndClosesItWhenItIsToldTo() {
    AtomicReference<NodeConfig> started = new AtomicReference<>();

    int code =
        run(
            config -> {
              started.set(config);
              stop.add("SIGTERM");
              return CompletableFuture.completedStage(closing(done()));
            });

    assertThat(code).isZero();
    assertThat(closed).hasValue(1);
    assertThat(stop.isClosing()).isTrue();
    assertThat(started.get().node().id()).matches("origin-[0-9a-f]{8}");
    assertThat(started.get().rtmp().port()).isEqualTo(2000);
    assertThat(terminal.err()).isEmpty();
  }

  @Test
  void saysAnExpectedFailureInOneLineAndExitsWithTwo() {
    StartupException taken = new StartupException("rtmp.port: 1935 is\nin use");

    assertThat(run(config -> CompletableFuture.failedStage(taken))).isEqualTo(2);
    assertThat(terminal.err()).isEqualTo("rtmp.port: 1935 is\\nin use\n");
  }

  @Test
  void findsTheExpectedFailureUnderThoseOfStages() {
    CompletionException wrapped =
        new CompletionException(new CompletionException(new StartupException("no cluster")));

    assertThat(run(config -> CompletableFuture.failedStage(wrapped))).isEqualTo(2);
    assertThat(
            run(
                config -> {
                  throw new StartupException("no luck");
                }))
        .isEqualTo(2);
    assertThat(terminal.err()).isEqualTo("no cluster\nno luck\n");
  }

  @Test
  void exitsWithOneForAnUnexpectedFailure() {
    assertThat(run(config -> CompletableFuture.failedStage(bug()))).isEqualTo(1);
    assertThat(
            run(
                config -> {
                  throw bug();
                }))
        .isEqualTo(1);
    assertThat(terminal.err()).isEmpty();
  }

  @Test
  void doesNotWaitForAStartWhenItIsToldToStop() {
    stop.add("SIGINT");

    assertThat(run(config -> new CompletableFuture<>())).isZero();
  }

  @Test
  void exitsWithOneWhenTheNodeCannotBeClosed() {
    stop.add("SIGTERM");

    assertThat(
            run(
                config ->
                    CompletableFuture.completedStage(
                        closing(CompletableFuture.failedFuture(bug())))))
        .isEqualTo(1);
  }

  @Test
  void drainsTheNodeBeforeItIsClosed() {
    List<String> steps = new CopyOnWriteArrayList<>();

    assertThat(
            run(
                config -> {
                  stop.add("SIGTERM");
                  return CompletableFuture.completedStage(draining(steps, done(), never()));
                }))
        .isZero();
    assertThat(steps).containsExactly("drain", "close");
  }

  @Test
  void aSecondSignalEndsTheDrain() {
    List<String> steps = new CopyOnWriteArrayList<>();
    CompletableFuture<Integer> code =
        CompletableFuture.supplyAsync(
            () -> {
              stop.add("SIGTERM");
              return run(
                  config -> CompletableFuture.completedStage(draining(steps, never(), never())));
            });
    await().until(() -> steps.contains("drain"));
    assertThat(code).isNotDone();

    stop.add("SIGINT");

    assertThat(code).succeedsWithin(10, TimeUnit.SECONDS).isEqualTo(0);
    assertThat(steps).containsExactly("drain", "close");
  }

  @Test
  void anUrgentRequestLeavesNoTimeForADrain() {
    List<String> steps = new CopyOnWriteArrayList<>();

    assertThat(
            run(
                config -> {
                  stop.addUrgent("stdin-closed");
                  return CompletableFuture.completedStage(draining(steps, never(), never()));
                }))
        .isZero();
    assertThat(steps).containsExactly("close");
  }

  @Test
  void aDrainThatSomebodyElseBeganEndsTheProcessToo() {
    List<String> steps = new CopyOnWriteArrayList<>();

    assertThat(run(config -> CompletableFuture.completedStage(draining(steps, never(), done()))))
        .isZero();
    assertThat(steps).containsExactly("close");
  }

  @Test
  void aDrainThatFailsKeepsNothingFromClosing() {
    List<String> steps = new CopyOnWriteArrayList<>();

    assertThat(
            run(
                config -> {
                  stop.add("SIGTERM");
                  CompletableFuture<Void> failed = CompletableFuture.failedFuture(bug());
                  return CompletableFuture.completedStage(draining(steps, failed, never()));
                }))
        .isZero();
    assertThat(steps).containsExactly("drain", "close");
  }

  @Test
  void startsNothingWithWrongSettingsOrOptions() {
    int wrongSetting =
        NodeCommand.run(
            "edge", terminal.with(Map.of("WEIR_LOG_LEVEL", "loud")), stop, config -> null);
    int wrongOption = NodeCommand.run("edge", terminal.with(Map.of()), stop, c -> null, "--x");
    int help = NodeCommand.run("edge", terminal.with(Map.of()), stop, c -> null, "-h");

    assertThat(wrongSetting).isEqualTo(2);
    assertThat(wrongOption).isEqualTo(2);
    assertThat(help).isZero();
    assertThat(terminal.err().lines())
        .containsExactly(
            "log.level: 'loud' is not one of error, warn, info, debug, trace, "
                + "from the variable WEIR_LOG_LEVEL",
            "weir edge: Unknown option: '--x' (see --help)");
    assertThat(terminal.out()).contains("Usage: weir edge");
  }

  private int run(Function<NodeConfig, CompletionStage<RunningNode>> start) {
    Map<String, String> environment = Map.of("WEIR_RTMP_PORT", "2000");
    return NodeCommand.run("origin", terminal.with(environment), stop, start);
  }

  private static CompletableFuture<Void> never() {
    return new CompletableFuture<>();
  }

  private static RunningNode draining(
      List<String> steps, CompletionStage<Void> drain, CompletionStage<Void> drained) {
    return new RunningNode() {
      @Override
      public CompletionStage<Void> drain() {
        steps.add("drain");
        return drain;
      }

      @Override
      public CompletionStage<Void> drained() {
        return drained;
      }

      @Override
      public CompletionStage<Void> close() {
        steps.add("close");
        return CompletableFuture.completedStage(null);
      }
    };
  }

  private RunningNode closing(CompletionStage<Void> end) {
    return () -> {
      closed.incrementAndGet();
      return end;
    };
  }

  private static Error bug() {
    Error bug = new AssertionError("expected by the test");
    bug.setStackTrace(new StackTraceElement[0]);
    return bug;
  }

  private static CompletionStage<Void> done() {
    return CompletableFuture.completedStage(null);
  }
}
