package dev.weir.loadtest.simulation;

import dev.weir.loadtest.swarm.PlayerStyle;
import io.gatling.javaapi.core.PopulationBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Good players, players that read too slowly, and players that do not read at all. */
public final class SlowSimulation extends LoadSimulation {
  /** Of the process's {@link LoadStage}. */
  public SlowSimulation() {
    SlowOptions options = stage().options(SlowOptions.class);
    Duration ramp = options.ramp();
    List<PopulationBuilder> all = new ArrayList<>();
    all.add(viewers("players", PlayerStyle.HEALTHY, arrive(options.players(), ramp)));
    if (options.slow() > 0) {
      PlayerStyle slow = PlayerStyle.slow(options.slowKbps());
      all.add(viewers("slow players", slow, arrive(options.slow(), ramp)));
    }
    if (options.stalled() > 0) {
      all.add(viewers("stalled players", PlayerStyle.STALLED, arrive(options.stalled(), ramp)));
    }
    play(stage().protocol(), all.toArray(PopulationBuilder[]::new));
  }
}
