package dev.weir.transport;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What {@link RefusalLog} says meanwhile. */
final class RefusalLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final Logger logger = (Logger) LoggerFactory.getLogger(RefusalLog.class);
  private final List<String> said = new CopyOnWriteArrayList<>();

  RefusalLines() {
    start();
    logger.addAppender(this);
  }

  /** As in {@code message key=value key=value}. */
  List<String> said() {
    return said;
  }

  @Override
  protected void append(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(event.getMessage());
    event
        .getKeyValuePairs()
        .forEach(pair -> line.append(' ').append(pair.key).append('=').append(pair.value));
    said.add(line.toString());
  }

  @Override
  public void close() {
    logger.detachAppender(this);
  }
}
