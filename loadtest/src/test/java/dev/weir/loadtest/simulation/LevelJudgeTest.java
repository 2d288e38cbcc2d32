package dev.weir.loadtest.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.loadtest.report.MeasureBook;
import dev.weir.loadtest.swarm.LoadEngine;
import dev.weir.loadtest.swarm.SwarmSecond;
import dev.weir.loadtest.swarm.Tally;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

@Timeout(60)
final class LevelJudgeTest {
  private static final List<String> URL = List.of("rtmp://127.0.0.1/live/x");

  private final RampOptions options = new RampOptions();
  private final LoadEngine engine = LoadEngine.open(1);
  private LoadStage stage;
  private LevelJudge judge;
  private Duration elapsed = Duration.ZERO;

  @BeforeEach
  void begin() {
    new CommandLine(options)
        .parseArgs(
            "--players=30", "--step=10", "--ramp-s=1", "--seconds=4", "--max-age-p99-ms=100");
    options.check();
    MeasureBook book = new MeasureBook();
    stage = new LoadStage(options, URL, URL, engine, book, Disturbance.NONE);
    judge = new LevelJudge(stage, options, () -> elapsed);
    elapsed = options.lead();
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void tellsTheLastLevelThatHeld() {
    level(10, 20);
    level(20, 99);
    level(30, 200);
    second(30, 200);

    assertThat(stage.isAbandoned()).isTrue();
    assertThat(stage.notes())
        .singleElement()
        .asString()
        .matches(
            "capacity: 20 players hold; with 30: frame age p99 is 200\\.\\d ms, the limit is 100.0");
  }

  @Test
  void aLevelNeedsItsPlayers() {
    level(10, 20);
    level(19, 20);
    second(19, 20);

    assertThat(stage.notes()).containsExactly("capacity: 10 players hold; with 20: 19 of 20 play");
  }

  @Test
  void aStallThatLastsIsOne() {
    level(10, 20);
    for (int i = 0; i < 3; i++) {
      second(20, 20);
    }
    Tally some = new Tally();
    some.ages().recordValue(20_000);
    second(20, some, 3);
    second(20, 20);

    assertThat(stage.notes())
        .containsExactly(
            "capacity: 10 players hold; with 20: stalls sum is 3.0 stalls, the limit is 0.0");
  }

  @Test
  void whatNewcomersCostAtFirstDoesNotCount() {
    second(10, 900);
    for (int i = 0; i < 4; i++) {
      second(10, 20);
    }
    second(20, 900);

    assertThat(stage.isAbandoned()).isFalse();
  }

  @Test
  void saysSoWhenNothingBroke() {
    level(10, 20);
    level(20, 20);
    level(30, 20);
    second(30, 20);
    judge.end();

    assertThat(stage.notes()).containsExactly("capacity: 30 players hold, and more were not tried");
  }

  private void level(int players, int ageMillis) {
    for (int i = 0; i < 5; i++) {
      second(players, ageMillis);
    }
  }

  private void second(int players, int ageMillis) {
    Tally tally = new Tally();
    tally.ages().recordValue(1_000L * ageMillis);
    second(players, tally, 0);
  }

  private void second(int players, Tally tally, int stalled) {
    elapsed = elapsed.plusSeconds(1);
    judge.accept(
        new SwarmSecond(tally, players, players, stalled, players, 100L * players, 1, 1, 100));
  }
}
