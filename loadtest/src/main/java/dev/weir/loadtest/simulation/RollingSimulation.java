package dev.weir.loadtest.simulation;

import dev.weir.loadtest.swarm.PlayerStyle;
import java.time.Duration;

/** Players watch while every node is restarted. */
public final class RollingSimulation extends LoadSimulation {
  private static final Duration LAST_LOOK = Duration.ofSeconds(1);
  private static final Duration SETTLE = Duration.ofSeconds(5);

  private final RollingOptions options;
  private final Interruptions interruptions;
  private boolean begun;
  private boolean ending;

  /** Of the process's {@link LoadStage}. */
  public RollingSimulation() {
    options = stage().options(RollingOptions.class);
    // Publishers are asked to move, and have no reason to wait.
    interruptions = new Interruptions(stage(), false, 1);
    stage().openEnd();
    play(
        stage().protocol().returning().moving(),
        viewers("players", PlayerStyle.HEALTHY, arrive(options.players(), options.ramp())));
  }

  @Override
  Duration longest() {
    return Duration.ofMinutes(30);
  }

  @Override
  void tick() {
    if (!begun && stage().elapsed().compareTo(options.whole()) >= 0) {
      begun = true;
      interruptions.begin();
    }
    if (begun && interruptions.isDone() && !ending) {
      ending = true;
      stage().endAt(stage().elapsed().plus(SETTLE));
    }
    if (stage().remaining().compareTo(LAST_LOOK) < 0) {
      interruptions.end();
    }
  }
}
