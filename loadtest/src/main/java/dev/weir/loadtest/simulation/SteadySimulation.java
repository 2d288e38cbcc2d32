package dev.weir.loadtest.simulation;

import dev.weir.loadtest.swarm.PlayerStyle;

/** So many players come, and stay. */
public final class SteadySimulation extends LoadSimulation {
  /** Of the process's {@link LoadStage}. */
  public SteadySimulation() {
    SteadyOptions options = stage().options(SteadyOptions.class);
    play(
        stage().protocol(),
        viewers("players", PlayerStyle.HEALTHY, arrive(options.players(), options.ramp())));
  }
}
