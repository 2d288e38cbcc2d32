package dev.weir.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * One JSON object a line: time, level, logger, thread, message, the event's pairs, and the stack
 * trace.
 *
 * <p>Logback's own JSON encoder nests the pairs in a list of objects, which log stores cannot
 * search by name.
 */
final class JsonLineEncoder extends EncoderBase<ILoggingEvent> {
  // All that is not ASCII is escaped: some readers take U+0085 or U+2028 for the end of a line.
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
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
    StringWriter line = new StringWriter(256);
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("time", LogFields.time(event));
      json.writeStringField("level", event.getLevel().toString());
      json.writeStringField("logger", event.getLoggerName());
      json.writeStringField("thread", event.getThreadName());
      json.writeStringField(
          "message", cut("" + event.getFormattedMessage(), LogFields.MESSAGE_CHARS));
      for (Map.Entry<String, Object> pair : LogFields.pairs(event).entrySet()) {
        json.writeFieldName(free(cut(pair.getKey(), LogFields.VALUE_CHARS)));
        value(json, pair.getValue());
      }
      String stack = LogFields.stack(event);
      if (stack != null) {
        json.writeStringField("stack", cut(stack, LogFields.STACK_CHARS));
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("a string in memory cannot fail to be written", e);
    }
    return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  /** A pair with the name of a field of ours keeps its value under another name. */
  private static String free(String key) {
    return switch (key) {
      case "time", "level", "logger", "thread", "message", "stack" -> key + "_";
      default -> key;
    };
  }

  private static void value(JsonGenerator json, Object value) throws IOException {
    if (value instanceof Integer || value instanceof Long) {
      json.writeNumber(((Number) value).longValue());
    } else if (value instanceof Boolean bool) {
      json.writeBoolean(bool);
    } else {
      json.writeString(cut(String.valueOf(value), LogFields.VALUE_CHARS));
    }
  }

  private static String cut(String text, int maxChars) {
    return text.length() <= maxChars ? text : text.substring(0, maxChars) + "...";
  }
}
