package dev.weir.cli;

import dev.weir.config.ConfigException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of a node, on the process's main thread: start, wait for the end, drain, close. */
final class NodeLife {
  private static final Logger LOG = LoggerFactory.getLogger(NodeLife.class);

  // By the time that somebody kills the process the reason should be in the log.
  private static final long CLOSE_SECONDS = 25;

  private final Terminal terminal;
  private final StopRequests stop;

  NodeLife(Terminal terminal, StopRequests stop) {
    this.terminal = terminal;
    this.stop = stop;
  }

  /** The exit code. */
  int run(Supplier<CompletionStage<RunningNode>> start) {
    CompletableFuture<RunningNode> starting = begin(start);
    RunningNode node;
    try {
      CompletableFuture.anyOf(starting, stop.first()).join();
      // Whoever stops a node that is still looking for its cluster does not want to wait for it.
      if (!starting.isDone()) {
        LOG.atInfo()
            .addKeyValue("signal", stop.first().join())
            .log("stopped before it was started");
        return Terminal.STOPPED;
      }
      node = starting.join();
    } catch (CompletionException e) {
      return failed(e.getCause());
    }
    drain(node);
    return close(node);
  }

  /** Until nobody is left here, or nobody wants to wait any longer. */
  private void drain(RunningNode node) {
    CompletableFuture<Void> drained = node.drained().toCompletableFuture();
    CompletableFuture.anyOf(stop.first(), drained).exceptionally(e -> null).join();
    if (!drained.isDone()) {
      LOG.atInfo().addKeyValue("signal", stop.first().join()).log("stopping");
      if (!stop.urgent().isDone()) {
        drained = node.drain().toCompletableFuture();
      }
    }
    CompletableFuture.anyOf(stop.urgent(), drained)
        .exceptionally(
            e -> {
              LOG.error("not drained in good order", e);
              return null;
            })
        .join();
    if (!drained.isDone()) {
      LOG.atInfo().addKeyValue("signal", stop.urgent().join()).log("stopping at once");
    }
  }

  private static CompletableFuture<RunningNode> begin(
      Supplier<CompletionStage<RunningNode>> start) {
    try {
      return start.get().toCompletableFuture();
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private int failed(Throwable cause) {
    Throwable root = cause;
    while (root instanceof CompletionException && root.getCause() != null) {
      root = root.getCause();
    }
    if (root instanceof StartupException || root instanceof ConfigException) {
      // What the log has to say about it comes first, so that this line is the last.
      LogSetup.flush();
      return terminal.refuse(root.getMessage());
    }
    LOG.error("could not be started", root);
    return Terminal.FAILED;
  }

  private int close(RunningNode node) {
    stop.closing();
    try {
      node.close().toCompletableFuture().get(CLOSE_SECONDS, TimeUnit.SECONDS);
      LOG.info("stopped");
      return Terminal.STOPPED;
    } catch (TimeoutException e) {
      LOG.atError().addKeyValue("seconds", CLOSE_SECONDS).log("not closed in time");
    } catch (ExecutionException e) {
      LOG.error("not closed in good order", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("not closed in good order", e);
    }
    return Terminal.FAILED;
  }
}
