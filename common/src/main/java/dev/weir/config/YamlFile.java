package dev.weir.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * A settings file: mappings whose keys may be nested or dotted, down to single values and lists of
 * them.
 *
 * <p>The tokens are walked rather than bound to types, because only they know a value's line and
 * the text that was written: to YAML {@code 0x10} and {@code 1_000} are numbers, to us they are no
 * ports.
 */
final class YamlFile {
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_DEPTH = 8;

  /** Of all keys, the names of applications and keys in an access file among them. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._*/<-]{1,200}");

  private final String name;
  private final Map<String, Given> values = new LinkedHashMap<>();
  private final Map<String, Integer> lines = new HashMap<>();

  private YamlFile(String name) {
    this.name = name;
  }

  /**
   * The values by full key, in the file's order; throws {@link ConfigException} naming the file.
   */
  static Map<String, Given> read(Path path) {
    YamlFile file = new YamlFile(path.toString());
    String text = file.load(path);
    try (YAMLParser parser = new YAMLFactory().createParser(text)) {
      file.document(parser);
    } catch (JsonProcessingException e) {
      throw file.refused(e);
    } catch (IOException e) {
      throw new IllegalStateException("text in memory cannot fail to be read", e);
    }
    return file.values;
  }

  private String load(Path path) {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(path)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (NoSuchFileException e) {
      throw new ConfigException(name, "no such file");
    } catch (AccessDeniedException e) {
      throw new ConfigException(name, "may not be read by this user");
    } catch (IOException e) {
      throw new ConfigException(name, "cannot be read: " + OneLine.of(e.getMessage() + "", 200));
    }
    if (bytes.length > MAX_BYTES) {
      throw new ConfigException(name, "is larger than 1 MiB");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new ConfigException(name, "is not UTF-8 text");
    }
  }

  private void document(YAMLParser parser) throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null || first == JsonToken.VALUE_NULL) {
      return;
    }
    if (first != JsonToken.START_OBJECT) {
      throw refused(line(parser), "a settings file is a mapping of keys to values");
    }
    mapping(parser, "", 1);
    if (parser.nextToken() != null) {
      throw refused(line(parser), "a settings file has one document only");
    }
  }

  private void mapping(YAMLParser parser, String prefix, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw refused(line(parser), "nested deeper than any setting");
    }
    Set<String> names = new HashSet<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      if (!NAME.matcher(parser.currentName()).matches()) {
        // Without the space behind the colon, key and secret are one.
        throw refused(line(parser), "a key has a character that no key has; a space behind ':'?");
      }
      String key = prefix + parser.currentName();
      // The same key may come as a mapping's twice, or nested here and dotted there.
      if (!names.add(key) || values.containsKey(key)) {
        throw new ConfigException(
            key,
            "given twice, in lines %d and %d of %s"
                .formatted(lines.get(key), line(parser), OneLine.of(name, 200)));
      }
      lines.put(key, line(parser));
      value(parser, key, depth);
    }
  }

  private void value(YAMLParser parser, String key, int depth) throws IOException {
    JsonToken token = parser.nextToken();
    if (token == JsonToken.START_OBJECT) {
      mapping(parser, key + ".", depth + 1);
      return;
    }
    String source = source(parser);
    if (token == JsonToken.START_ARRAY) {
      values.put(key, new Given(list(parser, key), true, source));
    } else if (token == JsonToken.VALUE_NULL) {
      // Whether this is an empty section, which is fine, is not known here.
      values.put(key, new Given(null, false, source));
    } else {
      values.put(key, new Given(scalar(parser, key), false, source));
    }
  }

  private String list(YAMLParser parser, String key) throws IOException {
    StringBuilder joined = new StringBuilder();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      joined.append(joined.isEmpty() ? "" : ",").append(scalar(parser, key));
    }
    return joined.toString();
  }

  private String scalar(YAMLParser parser, String key) throws IOException {
    // Not expanding aliases is what bounds them: nothing in a settings file needs any.
    if (parser.isCurrentAlias()) {
      throw new ConfigException(key, "YAML aliases are not supported, from " + source(parser));
    }
    if (!parser.currentToken().isScalarValue() || parser.currentToken() == JsonToken.VALUE_NULL) {
      throw new ConfigException(key, "a single value is expected, from " + source(parser));
    }
    return parser.getText();
  }

  private String source(YAMLParser parser) {
    return OneLine.of(name, 200) + " line " + line(parser);
  }

  private static int line(YAMLParser parser) {
    return parser.currentTokenLocation().getLineNr();
  }

  private ConfigException refused(JsonProcessingException e) {
    if (e.getCause() instanceof MarkedYAMLException cause) {
      return refused(cause.getProblemMark().getLine() + 1, problem(cause.getProblem()));
    }
    return refused(
        e.getLocation() == null ? 1 : e.getLocation().getLineNr(), e.getOriginalMessage());
  }

  /** This one of the parser's sentences ends with a word of the file, maybe of a secret. */
  private static String problem(String said) {
    return said.contains("tag handle") ? "a value that begins with ! needs quotes" : said;
  }

  private ConfigException refused(int line, String reason) {
    return new ConfigException(name, "line " + line + ": " + OneLine.of(reason, 300));
  }
}
