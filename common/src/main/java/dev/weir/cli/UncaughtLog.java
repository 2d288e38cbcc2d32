package dev.weir.cli;

import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Tells the operator of what ended a thread. Any thread. */
final class UncaughtLog implements Thread.UncaughtExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(UncaughtLog.class);

  private final StopRequests stop;

  UncaughtLog(StopRequests stop) {
    this.stop = stop;
  }

  @Override
  public void uncaughtException(Thread thread, Throwable thrown) {
    // The cluster is left after the event loops have ended. A question to it that somebody who died
    // did not answer fails then, and Vert.x has no loop left to tell of it; nor is anybody waiting.
    boolean late = thrown instanceof RejectedExecutionException && stop.isClosing();
    LOG.atLevel(late ? Level.DEBUG : Level.ERROR)
        .addKeyValue("thread", thread.getName())
        .setCause(thrown)
        .log(late ? "a result came after the end" : "a thread ended by an exception");
  }
}
