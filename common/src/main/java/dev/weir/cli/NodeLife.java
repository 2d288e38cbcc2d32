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

/** The life of a node, on the process's main thread: start, wait for the end, close. */
final class NodeLife {
  private static final Logger LOG = LoggerFactory.getLogger(NodeLife.class);

  // Kubernetes kills 30 seconds after SIGTERM; by then the reason should be in the log.
  private static final long CLOSE_SECONDS = 25;

  private final Terminal terminal;
  private final CompletableFuture<String> stop;

  NodeLife(Terminal terminal, CompletableFuture<String> stop) {
    this.terminal = terminal;
    this.stop = stop;
  }

  /** The exit code. */
  int run(Supplier<CompletionStage<RunningNode>> start) {
    CompletableFuture<RunningNode> starting = begin(start);
    RunningNode node;
    try {
      CompletableFuture.anyOf(starting, stop).join();
      // Whoever stops a node that is still looking for its cluster does not want to wait for it.
      if (!starting.isDone()) {
        LOG.atInfo().addKeyValue("signal", stop.join()).log("stopped before it was started");
        return Terminal.STOPPED;
      }
      node = starting.join();
    } catch (CompletionException e) {
      return failed(e.getCause());
    }
    LOG.atInfo().addKeyValue("signal", stop.join()).log("stopping");
    return close(node);
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

  private static int close(RunningNode node) {
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
