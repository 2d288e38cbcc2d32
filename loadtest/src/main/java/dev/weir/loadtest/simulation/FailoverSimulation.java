package dev.weir.loadtest.simulation;

import dev.weir.loadtest.swarm.PlayerStyle;
import java.time.Duration;

/** Players watch; then their origin dies. */
public final class FailoverSimulation extends LoadSimulation {
  private static final Duration LAST_LOOK = Duration.ofSeconds(1);

  private final FailoverOptions options;
  private final Interruptions interruptions;

  /** Of the process's {@link LoadStage}. */
  public FailoverSimulation() {
    options = stage().options(FailoverOptions.class);
    interruptions = new Interruptions(stage(), true);
    play(
        stage().protocol().returning(),
        viewers("players", PlayerStyle.HEALTHY, arrive(options.players(), options.ramp())));
  }

  @Override
  void tick() {
    if (stage().elapsed().compareTo(options.faultAt()) >= 0) {
      interruptions.begin();
    }
    if (stage().remaining().compareTo(LAST_LOOK) < 0) {
      interruptions.end();
    }
  }
}
