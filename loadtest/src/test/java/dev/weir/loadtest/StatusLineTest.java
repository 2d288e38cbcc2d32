package dev.weir.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class StatusLineTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);

  @Test
  void rewritesItselfOnATerminalBelowTheLinesThatStay() {
    StatusLine line = new StatusLine(out, true);
    line.update("one");
    line.print("news");
    line.update("two");
    line.end();

    assertThat(text()).isEqualTo("\r\033[Kone\r\033[Knews\none\r\033[Ktwo\n");
  }

  @Test
  void isAppendedNowAndThenElsewhere() {
    StatusLine line = new StatusLine(out, false);
    line.update("one");
    line.update("too soon");
    line.print("news");
    line.end();

    assertThat(text()).isEqualTo("one\nnews\n");
  }

  @Test
  void tellsTheTime() {
    assertThat(StatusLine.clock(Duration.ofSeconds(100 * 3600 + 62))).isEqualTo("100:01:02");
  }

  private String text() {
    return written.toString(StandardCharsets.UTF_8);
  }
}
