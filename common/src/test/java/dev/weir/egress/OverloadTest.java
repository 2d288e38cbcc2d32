package dev.weir.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.metrics.MetricsBootstrap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class OverloadTest {
  private final MetricsBootstrap metrics = MetricsBootstrap.create("edge-1", "edge");
  private final Overload overload =
      new Overload(new OverloadSettings(20, 0, 90, true), metrics.metrics());
  private long seconds;

  @Test
  void asManyAsTheLimitGetInHoweverManyComeAtOnce() {
    AtomicInteger in = new AtomicInteger();
    IntStream.range(0, 1_000)
        .parallel()
        .filter(i -> overload.enter().isEmpty())
        .forEach(i -> in.incrementAndGet());

    assertThat(in).hasValue(20);
    assertThat(page()).contains(sample("refused_total", "viewers", "980.0"));
  }

  @Test
  void whoIsTurnedAwayIsToldTheLimit() {
    enter(20);

    assertThat(overload.enter())
        .contains("This server is full (overload.viewers); connect again, or to another one.");
  }

  @Test
  void whileItIsFullAPlaceThatBecomesFreeIsNotGivenAway() {
    enter(20);
    assertThat(measure(0)).isTrue();
    overload.leave();

    assertThat(overload.enter()).isPresent();
    assertThat(overload.isOver()).isTrue();
    assertThat(overload.words()).isEqualTo("overload.viewers is used to 100 %");
  }

  @Test
  void whenEnoughHaveLeftItAdmitsAgain() {
    enter(20);
    measure(0);
    overload.leave();
    overload.leave();

    assertThat(measure(0)).isFalse();
    seconds += 4;
    assertThat(measure(0)).isTrue();
    assertThat(overload.words()).isEmpty();
    enter(2);
    assertThat(overload.enter()).isPresent();
  }

  @Test
  void busyLoopsTurnAwayWhoeverComes() {
    enter(3);
    for (int i = 0; i < 11; i++) {
      measure(1);
    }

    assertThat(overload.enter().orElseThrow()).contains("overload.loops");
    assertThat(page())
        .contains(sample("refused_total", "loops", "1.0"))
        .contains("weir_overloaded{limit=\"loops\",node=\"edge-1\",role=\"edge\"} 1.0")
        .contains("weir_overloaded{limit=\"viewers\",node=\"edge-1\",role=\"edge\"} 0.0")
        .contains(sample("used_ratio", "viewers", "0.15"))
        .contains(sample("used_ratio", "egress", "0.0"));
  }

  private void enter(int players) {
    for (int i = 0; i < players; i++) {
      assertThat(overload.enter()).isEmpty();
    }
  }

  private boolean measure(double busy) {
    return overload.measure(TimeUnit.SECONDS.toNanos(seconds++), 0, List.of(busy));
  }

  private String page() {
    return metrics.scrape();
  }

  private static String sample(String name, String limit, String value) {
    return "weir_overload_"
        + name
        + "{limit=\""
        + limit
        + "\",node=\"edge-1\",role=\"edge\"} "
        + value;
  }
}
