package dev.weir.loadtest.simulation;

import dev.weir.loadtest.swarm.PlayerStyle;

/** Many publishers, and players spread over their streams. */
public final class PublishersSimulation extends LoadSimulation {
  /** Of the process's {@link LoadStage}. */
  public PublishersSimulation() {
    PublishersOptions options = stage().options(PublishersOptions.class);
    play(
        stage().protocol(),
        viewers("players", PlayerStyle.HEALTHY, arrive(options.players(), options.ramp())));
  }
}
