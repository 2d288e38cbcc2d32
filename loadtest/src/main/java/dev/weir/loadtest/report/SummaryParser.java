package dev.weir.loadtest.report;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/** Reads what {@link SummaryJson} writes. Fields that it does not know are left alone. */
final class SummaryParser {
  private SummaryParser() {}

  /**
   * Reads a summary.
   *
   * @throws IllegalArgumentException that says what is wrong with the text
   */
  static RunSummary parse(String text) {
    try {
      return summary(new JsonObject(text));
    } catch (DecodeException e) {
      throw new IllegalArgumentException("it is no JSON");
    } catch (ClassCastException e) {
      throw new IllegalArgumentException("a field has a value of the wrong kind");
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("a time cannot be read: " + e.getMessage());
    }
  }

  private static RunSummary summary(JsonObject json) {
    String schema = string(json, "schema");
    if (!schema.equals(SummaryJson.SCHEMA)) {
      throw new IllegalArgumentException(
          "its schema is %s, this version reads %s".formatted(schema, SummaryJson.SCHEMA));
    }
    return new RunSummary(
        facts(object(json, "facts")),
        list(json, "slos", SummaryParser::slo),
        map(object(json, "measures"), SummaryParser::measured),
        numbers(object(json, "counters")),
        map(object(json, "timelines"), SummaryParser::timeline));
  }

  private static RunFacts facts(JsonObject json) {
    Map<String, String> options = new LinkedHashMap<>();
    JsonObject given = object(json, "options");
    given.fieldNames().forEach(name -> options.put(name, string(given, name)));
    return new RunFacts(
        string(json, "simulation"),
        string(json, "target"),
        options,
        Instant.parse(string(json, "start")),
        Instant.parse(string(json, "end")),
        list(json, "generators", SummaryParser::generator),
        string(json, "server"));
  }

  private static Generator generator(JsonObject json) {
    return new Generator(
        string(json, "name"),
        (int) number(json, "loops"),
        share(json.getDouble("busyShare")),
        share(json.getDouble("machineShare")));
  }

  private static double share(Double value) {
    return value == null ? Double.NaN : value;
  }

  private static Slo slo(JsonObject json) {
    return new Slo(
        string(json, "measure"),
        Statistic.valueOf(string(json, "statistic")),
        Bound.valueOf(string(json, "bound")),
        present(json.getDouble("limit"), "limit"),
        string(json, "unit"));
  }

  private static Measured measured(JsonObject json) {
    return new Measured(
        string(json, "unit"),
        histogram(string(json, "histogram")),
        Measured.thousandths(present(json.getDouble("sum"), "sum")),
        Measured.thousandths(present(json.getDouble("max"), "max")),
        number(json, "failed"),
        numbers(object(json, "reasons")));
  }

  private static Timeline timeline(JsonObject json) {
    double[] sums = doubles(json, "sums");
    double[] greatest = doubles(json, "greatest");
    JsonArray given = present(json.getJsonArray("counts"), "counts");
    long[] counts = new long[given.size()];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = present(given.getLong(i), "counts");
    }
    int seconds = counts.length;
    if (sums.length != seconds || greatest.length != seconds || seconds > Timeline.MOST_SECONDS) {
      throw new IllegalArgumentException("the columns of a timeline do not fit each other");
    }
    Fold fold = Fold.valueOf(string(json, "fold"));
    return new Timeline(fold, string(json, "unit"), sums, counts, greatest);
  }

  private static Histogram histogram(String base64) {
    Histogram read;
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(base64));
      read = Histogram.decodeFromCompressedByteBuffer(bytes, Measured.MOST);
    } catch (DataFormatException | RuntimeException e) {
      // The library's decoder ends in all kinds of exceptions over bytes that are not its own.
      throw new IllegalArgumentException("a histogram cannot be read");
    }
    if (read.getNumberOfSignificantValueDigits() != Measured.DIGITS
        || read.getHighestTrackableValue() != Measured.MOST) {
      throw new IllegalArgumentException("a histogram has another range");
    }
    return read;
  }

  private static double[] doubles(JsonObject json, String name) {
    JsonArray given = present(json.getJsonArray(name), name);
    double[] values = new double[given.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = present(given.getDouble(i), name);
    }
    return values;
  }

  private static <T> List<T> list(JsonObject json, String name, Function<JsonObject, T> read) {
    JsonArray given = present(json.getJsonArray(name), name);
    List<T> list = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      list.add(read.apply(present(given.getJsonObject(i), name)));
    }
    return list;
  }

  private static <T> Map<String, T> map(JsonObject json, Function<JsonObject, T> read) {
    Map<String, T> map = new LinkedHashMap<>();
    json.fieldNames().forEach(name -> map.put(name, read.apply(object(json, name))));
    return map;
  }

  private static Map<String, Long> numbers(JsonObject json) {
    Map<String, Long> map = new LinkedHashMap<>();
    json.fieldNames().forEach(name -> map.put(name, number(json, name)));
    return map;
  }

  private static JsonObject object(JsonObject json, String name) {
    return present(json.getJsonObject(name), name);
  }

  private static String string(JsonObject json, String name) {
    return present(json.getString(name), name);
  }

  private static long number(JsonObject json, String name) {
    return present(json.getLong(name), name);
  }

  private static <T> T present(T value, String name) {
    if (value == null) {
      throw new IllegalArgumentException("'" + name + "' is missing");
    }
    return value;
  }
}
