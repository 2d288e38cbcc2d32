package dev.weir.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/**
 * Registers meters under documented names. The returned adders are what the hot path touches:
 * adding to one neither allocates nor blocks. The registry refers to them weakly, so the caller
 * keeps them for as long as they count.
 */
final class Meters {
  private final MeterRegistry registry;

  Meters(MeterRegistry registry) {
    this.registry = registry;
  }

  LongAdder counter(MetricNames name, String... labelValues) {
    LongAdder adder = new LongAdder();
    FunctionCounter.builder(name.meterName(), adder, LongAdder::sum)
        .description(name.description())
        .tags(tags(name, labelValues))
        .register(registry);
    return adder;
  }

  LongAdder gauge(MetricNames name, String... labelValues) {
    LongAdder adder = new LongAdder();
    Gauge.builder(name.meterName(), adder, LongAdder::sum)
        .description(name.description())
        .tags(tags(name, labelValues))
        .register(registry);
    return adder;
  }

  /** A gauge that asks; it keeps whom it asks. */
  void gauge(MetricNames name, DoubleSupplier value, String... labelValues) {
    Gauge.builder(name.meterName(), value, DoubleSupplier::getAsDouble)
        .description(name.description())
        .tags(tags(name, labelValues))
        .strongReference(true)
        .register(registry);
  }

  /** One counter for each constant, at the constant's ordinal. */
  <E extends Enum<E>> LongAdder[] counters(MetricNames name, Class<E> values) {
    E[] constants = values.getEnumConstants();
    LongAdder[] adders = new LongAdder[constants.length];
    for (E constant : constants) {
      adders[constant.ordinal()] = counter(name, label(constant));
    }
    return adders;
  }

  /** One gauge for each constant, at the constant's ordinal. */
  <E extends Enum<E>> LongAdder[] gauges(MetricNames name, Class<E> values) {
    E[] constants = values.getEnumConstants();
    LongAdder[] adders = new LongAdder[constants.length];
    for (E constant : constants) {
      adders[constant.ordinal()] = gauge(name, label(constant));
    }
    return adders;
  }

  Timer.Builder timer(MetricNames name, String... labelValues) {
    return Timer.builder(name.meterName())
        .description(name.description())
        .tags(tags(name, labelValues));
  }

  static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static Tags tags(MetricNames name, String... values) {
    if (values.length != name.labels().size()) {
      throw new IllegalArgumentException(name + " has the labels " + name.labels());
    }
    Tags tags = Tags.empty();
    for (int i = 0; i < values.length; i++) {
      tags = tags.and(name.labels().get(i), values[i]);
    }
    return tags;
  }
}
