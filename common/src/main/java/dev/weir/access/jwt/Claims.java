package dev.weir.access.jwt;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.weir.access.AccessDecision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The claims that mean something here (RFC 7519, section 4.1, and our own), in one pass over the
 * text and without a tree of it. A claim that is null is none.
 */
final class Claims {
  private static final int PATTERNS_MAX = 64;
  private static final int PRIORITY_MAX = 1_000;
  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          // RFC 7519, section 4: refuse them, or take the last; whoever refuses is not fooled.
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private @Nullable String issuer;
  private @Nullable String subject;
  private @Nullable String id;
  private @Nullable Long expiryMillis;
  private @Nullable Long beginMillis;
  private List<String> audience = List.of();
  private List<String> publish = List.of();
  private List<String> play = List.of();
  private int priority = AccessDecision.ORDINARY_PRIORITY;

  private Claims() {}

  /**
   * Reads them.
   *
   * @throws IOException when the text is not one JSON object, has a name twice, or gives a claim
   *     something that it cannot have
   * @throws ArithmeticException when a time is too far away for a clock
   */
  static Claims parse(String json) throws IOException {
    Claims claims = new Claims();
    try (JsonParser parser = JSON.createParser(json)) {
      require(parser.nextToken() == JsonToken.START_OBJECT, parser);
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        parser.nextToken();
        claims.take(name, parser);
      }
      require(parser.currentToken() == JsonToken.END_OBJECT, parser);
      require(parser.nextToken() == null, parser);
    }
    return claims;
  }

  private void take(String name, JsonParser value) throws IOException {
    switch (name) {
      case "iss" -> issuer = text(value);
      case "sub" -> subject = value.currentToken().isNumeric() ? value.getText() : text(value);
      case "aud" -> audience = audience(value);
      case "exp" -> expiryMillis = millis(value);
      case "nbf" -> beginMillis = millis(value);
      case "iat" -> millis(value);
      case "jti" -> id = text(value);
      case "publish" -> publish = patterns(value);
      case "play" -> play = patterns(value);
      case "priority" -> priority = priority(value);
      default -> value.skipChildren();
    }
  }

  private static @Nullable String text(JsonParser value) throws IOException {
    if (value.currentToken() == JsonToken.VALUE_NULL) {
      return null;
    }
    require(value.currentToken() == JsonToken.VALUE_STRING, value);
    return value.getText();
  }

  private static @Nullable Long millis(JsonParser value) throws IOException {
    if (value.currentToken() == JsonToken.VALUE_NULL) {
      return null;
    }
    require(value.currentToken().isNumeric(), value);
    return Math.multiplyExact(value.getLongValue(), 1_000L);
  }

  /** One or a list. */
  private static List<String> audience(JsonParser value) throws IOException {
    if (value.currentToken() != JsonToken.START_ARRAY) {
      String one = text(value);
      return one == null ? List.of() : List.of(one);
    }
    List<String> several = new ArrayList<>();
    while (value.nextToken() != JsonToken.END_ARRAY) {
      require(value.currentToken() == JsonToken.VALUE_STRING, value);
      several.add(value.getText());
    }
    return several;
  }

  /** One pattern or a list of them; anything else grants nothing. */
  private static List<String> patterns(JsonParser value) throws IOException {
    if (value.currentToken() == JsonToken.VALUE_STRING) {
      return List.of(value.getText());
    }
    List<String> several = new ArrayList<>();
    int values = 0;
    if (value.currentToken() == JsonToken.START_ARRAY) {
      for (; value.nextToken() != JsonToken.END_ARRAY; values++) {
        if (value.currentToken() == JsonToken.VALUE_STRING) {
          several.add(value.getText());
        }
        value.skipChildren();
      }
    }
    value.skipChildren();
    return values <= PATTERNS_MAX ? List.copyOf(several) : List.of();
  }

  private static int priority(JsonParser value) throws IOException {
    if (value.currentToken() == JsonToken.VALUE_NULL) {
      return AccessDecision.ORDINARY_PRIORITY;
    }
    require(value.currentToken() == JsonToken.VALUE_NUMBER_INT, value);
    long number = value.getLongValue();
    require(number >= 0 && number <= PRIORITY_MAX, value);
    return (int) number;
  }

  private static void require(boolean condition, JsonParser parser) throws JsonParseException {
    if (!condition) {
      throw new JsonParseException(parser, "not what it may be");
    }
  }

  @Nullable String issuer() {
    return issuer;
  }

  @Nullable String subject() {
    return subject;
  }

  @Nullable String id() {
    return id;
  }

  /** The wall clock's. */
  @Nullable Long expiryMillis() {
    return expiryMillis;
  }

  /** The wall clock's. */
  @Nullable Long beginMillis() {
    return beginMillis;
  }

  List<String> audience() {
    return audience;
  }

  /** Patterns. */
  List<String> publish() {
    return publish;
  }

  /** Patterns. */
  List<String> play() {
    return play;
  }

  /** 0 to 1,000. */
  int priority() {
    return priority;
  }
}
