package dev.weir.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.weir.config.OneLine;
import java.nio.charset.StandardCharsets;

/**
 * {@code 2026-01-01T00:00:00.000Z INFO logger key=value message}.
 *
 * <p>The pairs stand before the message, so that a message with a stranger's text in it cannot add
 * or replace one. Line ends and other controls are escaped, a stack trace's too: an event is a
 * line.
 */
final class TextLineEncoder extends EncoderBase<ILoggingEvent> {
  private static final byte[] NOTHING = new byte[0];

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(160);
    line.append(LogFields.time(event)).append(' ').append(String.format("%-5s", event.getLevel()));
    line.append(' ').append(event.getLoggerName());
    LogFields.pairs(event).forEach((key, value) -> pair(line, key, value));
    line.append(' ').append(OneLine.of("" + event.getFormattedMessage(), LogFields.MESSAGE_CHARS));
    String stack = LogFields.stack(event);
    if (stack != null) {
      line.append(" stack=").append(quoted(OneLine.of(stack, LogFields.STACK_CHARS)));
    }
    return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void pair(StringBuilder line, String key, Object value) {
    String text = OneLine.of(String.valueOf(value), LogFields.VALUE_CHARS);
    line.append(' ').append(OneLine.of(key, LogFields.VALUE_CHARS)).append('=');
    line.append(isBare(text) ? text : quoted(text));
  }

  private static boolean isBare(String text) {
    return !text.isEmpty() && text.chars().noneMatch(c -> c == ' ' || c == '"' || c == '=');
  }

  private static String quoted(String text) {
    return '"' + text.replace("\"", "\\\"") + '"';
  }
}
