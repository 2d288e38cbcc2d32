package dev.weir.loadtest.simulation;

import static dev.weir.loadtest.gatling.Rtmp.rtmp;
import static io.gatling.javaapi.core.CoreDsl.constantConcurrentUsers;
import static io.gatling.javaapi.core.CoreDsl.rampConcurrentUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.ClosedInjectionStep;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** A constant number of players, of whom none stays for long. */
public final class ChurnSimulation extends LoadSimulation {
  private final ChurnOptions options;

  /** Of the process's {@link LoadStage}. */
  public ChurnSimulation() {
    options = stage().options(ChurnOptions.class);
    play(stage().protocol(), visitors());
  }

  private PopulationBuilder visitors() {
    List<ClosedInjectionStep> arrivals = new ArrayList<>();
    if (!options.lead().isZero()) {
      arrivals.add(constantConcurrentUsers(0).during(options.lead()));
    }
    if (!options.ramp().isZero()) {
      arrivals.add(rampConcurrentUsers(0).to(options.players()).during(options.ramp()));
    }
    arrivals.add(constantConcurrentUsers(options.players()).during(options.time()));
    return scenario("players")
        .feed(streams(stage()::playedStream))
        .exec(rtmp("connection").connect().quiet())
        .exitHereIfFailed()
        .exec(rtmp("join").play("#{" + STREAM + "}"))
        .exitHereIfFailed()
        .exec(rtmp("watch").watch(this::visit).quiet())
        .exec(rtmp("leave").close())
        .injectClosed(arrivals.toArray(ClosedInjectionStep[]::new));
  }

  /** For another time each, but not beyond the end. */
  private Duration visit(Session session) {
    long millis =
        ThreadLocalRandom.current()
            .nextLong(options.least().toMillis(), options.most().toMillis() + 1);
    Duration stay = Duration.ofMillis(millis);
    Duration left = stage().remaining();
    return stay.compareTo(left) < 0 ? stay : left;
  }
}
