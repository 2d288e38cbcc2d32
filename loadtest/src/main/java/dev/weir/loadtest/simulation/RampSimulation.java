package dev.weir.loadtest.simulation;

import static io.gatling.javaapi.core.CoreDsl.nothingFor;

import dev.weir.loadtest.swarm.PlayerStyle;
import io.gatling.javaapi.core.OpenInjectionStep;
import java.util.ArrayList;
import java.util.List;

/** More and more players, until something breaks. */
public final class RampSimulation extends LoadSimulation {
  private final LevelJudge judge;

  /** Of the process's {@link LoadStage}. */
  public RampSimulation() {
    RampOptions options = stage().options(RampOptions.class);
    judge = new LevelJudge(stage(), options, stage()::elapsed);
    stage().engine().onSecond(judge);
    List<OpenInjectionStep> arrivals = new ArrayList<>();
    for (int level = 0; level < options.levels(); level++) {
      arrivals.add(arrive(options.step(), options.ramp()));
      arrivals.add(nothingFor(options.time()));
    }
    play(
        stage().protocol(),
        viewers("players", PlayerStyle.HEALTHY, arrivals.toArray(OpenInjectionStep[]::new)));
  }

  @Override
  public void after() {
    judge.end();
  }
}
