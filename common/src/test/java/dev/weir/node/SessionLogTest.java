package dev.weir.node;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.weir.metrics.ConnectionKind;
import dev.weir.stream.StreamKey;
import dev.weir.transport.CloseReason;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SessionLogTest {
  private static final StreamKey STREAM = new StreamKey("live", "show");
  private static final String PEER = "203.0.113.66:4711";

  private final Logger logger = (Logger) LoggerFactory.getLogger(SessionLog.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private long nowNanos;
  private final SessionLog log = new SessionLog(() -> nowNanos);

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(lines);
  }

  @Test
  void aHundredThousandWhoWereNeverLetInCostFewLinesAndAreCounted() {
    for (int i = 0; i < 100_000; i++) {
      refuse();
      // A thousand a second.
      nowNanos += TimeUnit.MILLISECONDS.toNanos(1);
    }
    assertThat(lines.list).hasSizeBetween(500, 600);
    nowNanos += TimeUnit.SECONDS.toNanos(1);
    refuse();
    assertThat(lines.list.stream().mapToLong(line -> 1 + unsaid(line)).sum()).isEqualTo(100_001);
  }

  @Test
  void whoWasLetInHasHisTwoLinesWhateverGoesOn() {
    for (int i = 0; i < 1_000; i++) {
      refuse();
      log.opened("c-" + i, ConnectionKind.PLAYER, STREAM, PEER, "a player");
      log.closed("c-" + i, ConnectionKind.PLAYER, STREAM, gone());
    }
    assertThat(messages("session-opened")).hasSize(1_000);
    assertThat(messages("session-closed")).hasSize(1_000);
    assertThat(messages("session-refused")).hasSize(50);
  }

  @Test
  void aNameThatMayBeASecretIsMasked() {
    StreamKey secret = new StreamKey("live", "live_canary" + "a".repeat(26));
    log.opened("c", ConnectionKind.PLAYER, secret, PEER, "a player");
    log.closed("c", ConnectionKind.PLAYER, secret, gone());
    log.refused("c", ConnectionKind.PLAYER, secret, PEER, gone());
    assertThat(lines.list)
        .hasSize(3)
        .allMatch(line -> line.getKeyValuePairs().toString().contains("live/sk_live_hidden"));
  }

  private void refuse() {
    log.refused("c", ConnectionKind.PUBLISHER, STREAM, PEER, gone());
  }

  private static CloseReason gone() {
    return new CloseReason(CloseReason.Kind.REFUSED, "No.");
  }

  private List<ILoggingEvent> messages(String message) {
    return lines.list.stream().filter(line -> line.getMessage().equals(message)).toList();
  }

  private static long unsaid(ILoggingEvent line) {
    return line.getKeyValuePairs().stream()
        .filter(pair -> pair.key.equals("unsaid"))
        .mapToLong(pair -> (long) pair.value)
        .sum();
  }
}
