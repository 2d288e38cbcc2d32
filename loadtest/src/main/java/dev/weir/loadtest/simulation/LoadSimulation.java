package dev.weir.loadtest.simulation;

import static dev.weir.loadtest.gatling.Rtmp.rtmp;
import static dev.weir.loadtest.gatling.Rtmp.statusCode;
import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.exitBlockOnFail;
import static io.gatling.javaapi.core.CoreDsl.nothingFor;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.core.CoreDsl.stopLoadGeneratorIf;

import dev.weir.loadtest.gatling.RtmpProtocolBuilder;
import dev.weir.loadtest.swarm.PlayerStyle;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.OpenInjectionStep;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * What load tests have in common: publishers, viewers who come again when they are cut off, and a
 * conductor, a user who opens no connection but does what has its time.
 */
public abstract class LoadSimulation extends Simulation {
  private static final Duration TICK = Duration.ofMillis(250);

  /** What a viewer who was cut off or refused waits: half as much to as much, more each time. */
  private static final Duration BACKOFF = Duration.ofMillis(200);

  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(2);
  private static final String FAILURES = "failures";

  /** Publishers outlast viewers, who would otherwise see streams end. */
  private static final Duration LAST = Duration.ofSeconds(2);

  /** A user's attribute: name of his stream. */
  static final String STREAM = "stream";

  /** How long a run may take beyond its time before Gatling ends it. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final LoadStage stage = LoadStage.current();

  /** Sets all of it up; the last thing that a constructor does. */
  final void play(RtmpProtocolBuilder protocol, PopulationBuilder... viewers) {
    LoadOptions options = stage().options(LoadOptions.class);
    List<PopulationBuilder> all = new ArrayList<>(List.of(conductor()));
    if (options.publishes()) {
      all.add(publishers(options));
    }
    all.addAll(List.of(viewers));
    setUp(all)
        .protocols(protocol)
        .assertions(Assertions.of(options.slos()))
        .maxDuration(options.whole().plus(PATIENCE).plus(longest()));
  }

  final LoadStage stage() {
    return stage;
  }

  /** Called a few times a second, on a thread of Gatling's; must not block. */
  void tick() {}

  /** How much longer than its time it may take. */
  Duration longest() {
    return Duration.ZERO;
  }

  /** Viewers that watch to the end. */
  final PopulationBuilder viewers(String name, PlayerStyle style, OpenInjectionStep... arrivals) {
    return viewer(name, style, session -> stage.remaining()).injectOpen(after(arrivals));
  }

  /**
   * A viewer who watches for a time, and comes again when he is cut off, at the next URL if there
   * are several: where a deployment has one address for all its edges, that is what he would find.
   */
  final ScenarioBuilder viewer(
      String name, PlayerStyle style, Function<Session, Duration> duration) {
    ChainBuilder watch =
        exec(
            rtmp("connection")
                .connect(style)
                .check(statusCode().is("NetConnection.Connect.Success"))
                .quiet(),
            rtmp("join").play("#{" + STREAM + "}"),
            exec(session -> session.set(FAILURES, 0)),
            rtmp("watch").watch(duration).quiet());
    ChainBuilder again =
        exec(Session::markAsSucceeded)
            .exec(exitBlockOnFail().on(watch))
            .exec(session -> session.set(FAILURES, failures(session) + 1))
            .exec(pause(session -> backoff(failures(session))));
    return scenario(name)
        .feed(streams(stage::playedStream))
        .exec(asLongAs(session -> !stage.isOver()).on(again))
        .exec(rtmp("leave").close());
  }

  /** Arrivals once publishers are there. */
  final OpenInjectionStep[] after(OpenInjectionStep... arrivals) {
    List<OpenInjectionStep> steps = new ArrayList<>();
    Duration lead = stage.options(LoadOptions.class).lead();
    if (!lead.isZero()) {
      steps.add(nothingFor(lead));
    }
    steps.addAll(List.of(arrivals));
    return steps.toArray(OpenInjectionStep[]::new);
  }

  /** So many at an even rate, or at once. */
  static OpenInjectionStep arrive(int users, Duration time) {
    return time.isZero() ? atOnceUsers(users) : rampUsers(users).during(time);
  }

  private PopulationBuilder publishers(LoadOptions options) {
    return scenario("publishers")
        .feed(streams(stage::stream))
        .exec(rtmp("publish").publish("#{" + STREAM + "}", options.feed()).quiet())
        .exitHereIfFailed()
        .exec(rtmp("publishing").watch(session -> stage.remaining()).quiet())
        .exec(pause(LAST))
        .exec(rtmp("unpublish").close())
        .injectOpen(arrive(options.streams(), options.publishRamp()));
  }

  private PopulationBuilder conductor() {
    return scenario("conductor")
        .exec(this::begin)
        .exec(asLongAs(session -> !stage.isOver()).on(exec(this::beat).exec(pause(TICK))))
        .exec(this::finish)
        .exec(stopLoadGeneratorIf("abandoned", session -> stage.isAbandoned()))
        .injectOpen(atOnceUsers(1));
  }

  private Session begin(Session session) {
    stage.begin();
    return session;
  }

  private Session finish(Session session) {
    stage.engine().beginEnd();
    return session;
  }

  private Session beat(Session session) {
    tick();
    return session;
  }

  private static int failures(Session session) {
    return session.contains(FAILURES) ? session.getInt(FAILURES) : 0;
  }

  static Duration backoff(int failures) {
    long most = BACKOFF.toMillis() << Math.min(Math.max(0, failures - 1), 10);
    long millis = Math.min(LONGEST_BACKOFF.toMillis(), most);
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(millis / 2, millis + 1));
  }

  /** A feeder that gives each user a stream. */
  static Iterator<Map<String, Object>> streams(LongFunction<String> names) {
    AtomicLong index = new AtomicLong();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return true;
      }

      @Override
      public Map<String, Object> next() {
        return Map.of(STREAM, names.apply(index.getAndIncrement()));
      }
    };
  }
}
