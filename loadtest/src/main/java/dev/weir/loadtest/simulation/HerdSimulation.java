package dev.weir.loadtest.simulation;

import dev.weir.loadtest.swarm.PlayerStyle;

/** All players come in the same moment. */
public final class HerdSimulation extends LoadSimulation {
  /** Of the process's {@link LoadStage}. */
  public HerdSimulation() {
    HerdOptions options = stage().options(HerdOptions.class);
    play(
        stage().protocol(),
        viewers("players", PlayerStyle.HEALTHY, arrive(options.players(), options.ramp())));
  }
}
