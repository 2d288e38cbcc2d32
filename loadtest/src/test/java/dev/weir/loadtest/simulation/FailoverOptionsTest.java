package dev.weir.loadtest.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.weir.loadtest.gatling.Measures;
import dev.weir.loadtest.report.Slo;
import dev.weir.loadtest.report.Statistic;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class FailoverOptionsTest {
  private static final Duration THREE_MINUTES = Duration.ofMinutes(3);

  @Test
  void judgesManyKillsUnlessTheyAreAnothersAndIsDoneSoon() {
    assertThat(options().kills()).isEqualTo(5);
    assertThat(options().whole()).isLessThan(THREE_MINUTES);
    assertThat(options("--kill-command=true").kills()).isEqualTo(1);
    assertThat(options("--kill-command=true", "--kills=3").kills()).isEqualTo(3);
  }

  @Test
  void takesTimeForEachKill() {
    FailoverOptions options = options("--ramp-s=2", "--fault-after-s=3", "--seconds=6");

    Duration first = options.firstKill();

    assertThat(first).isEqualTo(options.lead().plusSeconds(5));
    assertThat(options.whole()).isEqualTo(first.plusSeconds(30));
  }

  @Test
  void holdsWhatIsPromisedOfAllKillsTogether() {
    assertThat(options().slos())
        .filteredOn(slo -> slo.measure().equals(Measures.INTERRUPTION))
        .extracting(Slo::statistic, Slo::limit)
        .containsExactly(tuple(Statistic.P50, 800.0), tuple(Statistic.P99, 1_500.0));
  }

  private static FailoverOptions options(String... args) {
    FailoverOptions options = new FailoverOptions();
    new CommandLine(options).parseArgs(args);
    options.check();
    return options;
  }
}
