package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.util.concurrent.DefaultEventExecutor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class UncaughtLogTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(UncaughtLog.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final StopRequests stop = new StopRequests();

  @BeforeEach
  void listen() {
    logger.setLevel(Level.DEBUG);
    logger.setAdditive(false);
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(lines);
    logger.setAdditive(true);
    logger.setLevel(null);
  }

  @Test
  void whatEndsAThreadIsAnError() throws Exception {
    end(new IllegalStateException("a bug"));
    stop.closing();
    end(new IllegalStateException("a bug at the end"));

    assertThat(lines.list).extracting(ILoggingEvent::getLevel).containsOnly(Level.ERROR).hasSize(2);
  }

  @Test
  void aResultForALoopThatHasEndedIsNoErrorOfANodeThatIsClosed() throws Exception {
    end(lateResult());
    // Its loops live on while it drains.
    stop.add("SIGTERM");
    end(lateResult());
    stop.closing();
    end(lateResult());

    assertThat(lines.list)
        .extracting(ILoggingEvent::getLevel)
        .containsExactly(Level.ERROR, Level.ERROR, Level.DEBUG);
  }

  private void end(RuntimeException thrown) throws InterruptedException {
    Thread thread =
        new Thread(
            () -> {
              throw thrown;
            });
    thread.setUncaughtExceptionHandler(new UncaughtLog(stop));
    thread.start();
    thread.join();
  }

  /** What Netty says of a task for a loop that is no more. */
  private static RejectedExecutionException lateResult() throws InterruptedException {
    DefaultEventExecutor loop = new DefaultEventExecutor();
    loop.execute(() -> {});
    loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).await();
    try {
      loop.execute(() -> {});
    } catch (RejectedExecutionException e) {
      return e;
    }
    throw new AssertionError("the loop has taken a task after its end");
  }
}
