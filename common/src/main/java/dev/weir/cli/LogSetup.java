package dev.weir.cli;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.spi.FilterReply;
import dev.weir.config.LogFormat;
import dev.weir.config.LogLevel;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log: one line an event, to standard error. Logback finds this class as a service and asks it
 * before the first event, so that there is no configuration file to ship, find or override by
 * accident.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_NORMAL_PRIORITY)
public final class LogSetup extends ContextAwareBase implements Configurator {
  private static final int QUEUED_EVENTS = 8_192;
  private static final List<String> NOISY = List.of("io.netty", "io.vertx", "com.hazelcast");

  // At TRACE it writes down the URL of each request, with whatever secret is in the query.
  private static final String ROUTER = "io.vertx.ext.web";

  // Micrometer 1.15 warns when the JVM's gauges are bound a second time, which changes nothing.
  private static final String MICROMETER = "io.micrometer.core.instrument.MeterRegistry";

  // Of a connection that breaks without anybody to hear of it: one between nodes, when one dies. It
  // names neither, and who died is told by those who noticed.
  private static final String CONNECTIONS = "io.vertx.core.net.impl.ConnectionBase";
  private static final List<String> BROKEN = List.of("Connection reset by peer", "Broken pipe");

  /** Called by Logback; the settings are not known yet, so these are their defaults. */
  @Override
  public ExecutionStatus configure(LoggerContext context) {
    configure(context, LogFormat.TEXT, LogLevel.INFO);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** Makes the log what the settings say, from the next event on. */
  public static void apply(LogFormat format, LogLevel level) {
    // Without it Hazelcast logs to java.util.logging, several lines an event.
    System.setProperty("hazelcast.logging.type", "slf4j");
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    configure(context, format, level);
    context.start();
  }

  /** Nothing but warnings and errors, for a program that tells its user what goes on. */
  public static void onlyWarnings() {
    apply(LogFormat.TEXT, LogLevel.WARN);
  }

  /** Writes what is still queued and ends the log; to be called when the process ends. */
  public static void flush() {
    ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
  }

  private static void configure(LoggerContext context, LogFormat format, LogLevel level) {
    Encoder<ILoggingEvent> encoder =
        format == LogFormat.JSON ? new JsonLineEncoder() : new TextLineEncoder();
    encoder.setContext(context);
    encoder.start();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setTarget("System.err");
    console.setEncoder(encoder);
    console.start();
    // Event loops log. A reader of standard error that stalls must cost lines, never the streams.
    AsyncAppender async = new AsyncAppender();
    async.setContext(context);
    async.setQueueSize(QUEUED_EVENTS);
    async.setNeverBlock(true);
    async.addAppender(console);
    if (level != LogLevel.DEBUG && level != LogLevel.TRACE) {
      async.addFilter(new BrokenConnections());
    }
    async.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(async);
    setLevels(context, Level.valueOf(level.name()));
  }

  private static void setLevels(LoggerContext context, Level level) {
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(level);
    for (String noisy : NOISY) {
      context.getLogger(noisy).setLevel(level == Level.INFO ? Level.WARN : level);
    }
    if (level == Level.TRACE) {
      context.getLogger(ROUTER).setLevel(Level.DEBUG);
    }
    context.getLogger(MICROMETER).setLevel(Level.ERROR);
  }

  /** Leaves out connections that the other side broke, and nothing else that is wrong with one. */
  private static final class BrokenConnections extends Filter<ILoggingEvent> {
    @Override
    public FilterReply decide(ILoggingEvent event) {
      boolean broken =
          event.getLoggerName().equals(CONNECTIONS)
              && BROKEN.stream().anyMatch(event.getFormattedMessage()::endsWith);
      return broken ? FilterReply.DENY : FilterReply.NEUTRAL;
    }
  }
}
