package dev.weir.loadtest.report;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.DoubleStream;
import org.HdrHistogram.Histogram;

/**
 * A summary as JSON. What is needed to add summaries up is in it without loss; {@code p50} and the
 * like are there for other programs and never read back. Sums and maxima of measures are in
 * thousandths of the unit.
 */
final class SummaryJson {
  /** Changes when old programs would misread what new ones write. */
  static final String SCHEMA = "weir-load/1";

  // The schema comes first, and a line has no blanks.
  private static final String LINE = "{\"schema\":\"weir-load/";

  private SummaryJson() {}

  /** A file's text. */
  static String text(RunSummary summary) {
    return of(summary).encodePrettily() + "\n";
  }

  /** Whether a line of a log is a summary. */
  static boolean isLine(String line) {
    return line.startsWith(LINE);
  }

  static JsonObject of(RunSummary summary) {
    JsonObject measures = new JsonObject();
    summary.measures().forEach((name, measured) -> measures.put(name, measured(measured)));
    JsonObject counters = new JsonObject();
    summary.counters().forEach(counters::put);
    JsonObject timelines = new JsonObject();
    summary.timelines().forEach((name, timeline) -> timelines.put(name, timeline(timeline)));
    JsonArray verdicts = new JsonArray();
    summary.verdicts().forEach(verdict -> verdicts.add(verdict(verdict)));
    JsonArray warnings = new JsonArray();
    summary.warnings().forEach(warnings::add);
    return new JsonObject()
        .put("schema", SCHEMA)
        .put("holds", summary.holds())
        .put("facts", facts(summary.facts()))
        .put("warnings", warnings)
        .put("slos", verdicts)
        .put("measures", measures)
        .put("counters", counters)
        .put("timelines", timelines);
  }

  private static JsonObject facts(RunFacts facts) {
    JsonObject options = new JsonObject();
    facts.options().forEach(options::put);
    JsonArray generators = new JsonArray();
    for (Generator generator : facts.generators()) {
      generators.add(
          new JsonObject()
              .put("name", generator.name())
              .put("loops", generator.loops())
              .put("busyShare", number(generator.busyShare()))
              .put("machineShare", number(generator.machineShare())));
    }
    return new JsonObject()
        .put("simulation", facts.simulation())
        .put("target", facts.target())
        .put("server", facts.server())
        .put("start", facts.start().toString())
        .put("end", facts.end().toString())
        .put("options", options)
        .put("generators", generators);
  }

  private static JsonObject verdict(Verdict verdict) {
    Slo slo = verdict.slo();
    return new JsonObject()
        .put("measure", slo.measure())
        .put("statistic", slo.statistic().name())
        .put("bound", slo.bound().name())
        .put("limit", slo.limit())
        .put("unit", slo.unit())
        .put("seen", number(verdict.seen().orElse(Double.NaN)))
        .put("holds", verdict.holds());
  }

  private static JsonObject measured(Measured measured) {
    JsonObject reasons = new JsonObject();
    measured.reasons().forEach(reasons::put);
    return new JsonObject()
        .put("unit", measured.unit())
        .put("count", measured.count())
        .put("failed", measured.failed())
        .put("p50", number(measured.percentile(50)))
        .put("p95", number(measured.percentile(95)))
        .put("p99", number(measured.percentile(99)))
        .put("max", measured.greatest())
        .put("sum", measured.sum())
        .put("reasons", reasons)
        .put("histogram", base64(measured.histogram()));
  }

  private static JsonObject timeline(Timeline timeline) {
    JsonArray counts = new JsonArray();
    Arrays.stream(timeline.counts()).forEach(counts::add);
    return new JsonObject()
        .put("fold", timeline.fold().name())
        .put("unit", timeline.unit())
        .put("sums", array(timeline.sums()))
        .put("counts", counts)
        .put("greatest", array(timeline.greatest()));
  }

  private static JsonArray array(DoubleStream values) {
    JsonArray array = new JsonArray();
    values.forEach(array::add);
    return array;
  }

  /** HdrHistogram's compressed form, which its tools read too. */
  private static String base64(Histogram histogram) {
    ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(buffer);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
  }

  /** JSON has no NaN. */
  private static Double number(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
