package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.encoder.Encoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

final class LineEncoderTest {
  private static final String HOSTILE = "a\r\n2026-01-01 ERROR forged\u001b[2J\u0085\u2028b";

  @Test
  void writesTimeLevelLoggerPairsAndMessage() {
    LoggingEvent event = event("publisher {}", "accepted");
    event.addKeyValuePair(new KeyValuePair("stream", "live/demo"));
    event.addKeyValuePair(new KeyValuePair("peer", null));

    assertThat(text(event))
        .isEqualTo(
            "2026-01-01T00:00:00.000Z INFO  dev.weir.Sample stream=live/demo peer=null"
                + " publisher accepted\n");
  }

  @Test
  void quotesAValueThatWouldRunIntoTheNext() {
    LoggingEvent event = event("x");
    event.addKeyValuePair(new KeyValuePair("app", "a b=\"c\""));
    event.addKeyValuePair(new KeyValuePair("name", ""));

    assertThat(text(event)).contains(" app=\"a b=\\\"c\\\"\" name=\"\" x\n");
  }

  @Test
  void keepsAHostileEventOnOneLineOfText() {
    LoggingEvent event = event(HOSTILE);
    event.addKeyValuePair(new KeyValuePair("agent", HOSTILE));
    event.setThrowableProxy(thrown());

    assertThat(text(event)).matches("[^\\p{Cntrl}\u0085\u2028]+\n");
    assertThat(text(event)).contains("a\\r\\n2026-01-01 ERROR forged\\u001b[2J\\u0085\\u2028b");
    assertThat(text(event))
        .contains("stack=\"java.lang.IllegalStateException: a\\r\\n2026", "\\tat ");
  }

  @Test
  void writesAnObjectWithThePairsAsFields() throws IOException {
    LoggingEvent event = event("publisher {}", "accepted");
    event.addKeyValuePair(new KeyValuePair("stream", "live/demo"));
    event.addKeyValuePair(new KeyValuePair("bytes", 12L));
    event.addKeyValuePair(new KeyValuePair("level", "mine"));

    assertThat(new JsonMapper().readTree(json(event)))
        .isEqualTo(
            new JsonMapper()
                .readTree(
                    """
                    {"time": "2026-01-01T00:00:00.000Z", "level": "INFO",
                     "logger": "dev.weir.Sample", "thread": "main",
                     "message": "publisher accepted",
                     "stream": "live/demo", "bytes": 12, "level_": "mine"}
                    """));
  }

  @Test
  void keepsAHostileEventOnOneLineOfJson() throws IOException {
    LoggingEvent event = event(HOSTILE);
    event.addKeyValuePair(new KeyValuePair("agent", HOSTILE));
    event.setThrowableProxy(thrown());

    assertThat(json(event)).matches("[ -~]+\n");
    JsonNode tree = new JsonMapper().readTree(json(event));
    assertThat(tree.get("message").asText()).isEqualTo(HOSTILE);
    assertThat(tree.get("agent").asText()).isEqualTo(HOSTILE);
    assertThat(tree.get("stack").asText()).startsWith("java.lang.IllegalStateException: a\r\n");
  }

  @Test
  void boundsALine() {
    LoggingEvent event = event("x".repeat(1_000_000));
    event.addKeyValuePair(new KeyValuePair("agent", "y".repeat(1_000_000)));

    assertThat(text(event)).hasSizeLessThan(10_000);
    assertThat(json(event)).hasSizeLessThan(10_000);
  }

  private static ThrowableProxy thrown() {
    return new ThrowableProxy(new IllegalStateException(HOSTILE));
  }

  private static LoggingEvent event(String message, Object... arguments) {
    LoggingEvent event =
        new LoggingEvent(
            "",
            new LoggerContext().getLogger("dev.weir.Sample"),
            Level.INFO,
            message,
            null,
            arguments);
    event.setInstant(Instant.parse("2026-01-01T00:00:00Z"));
    event.setThreadName("main");
    event.setMDCPropertyMap(Map.of());
    return event;
  }

  private static String text(ILoggingEvent event) {
    return encoded(new TextLineEncoder(), event);
  }

  private static String json(ILoggingEvent event) {
    return encoded(new JsonLineEncoder(), event);
  }

  private static String encoded(Encoder<ILoggingEvent> encoder, ILoggingEvent event) {
    return new String(encoder.encode(event), StandardCharsets.UTF_8);
  }
}
