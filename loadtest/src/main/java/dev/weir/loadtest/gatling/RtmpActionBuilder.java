package dev.weir.loadtest.gatling;

import io.gatling.commons.validation.Validation;
import io.gatling.core.action.Action;
import io.gatling.core.session.Session;
import io.gatling.core.structure.ScenarioContext;
import io.gatling.javaapi.core.ActionBuilder;
import io.gatling.javaapi.core.CheckBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import scala.Function1;

/** An action that a scenario can execute. Immutable. */
public final class RtmpActionBuilder implements ActionBuilder {
  private final Plan plan;

  /** What Gatling builds an action of. */
  private record Plan(
      Function1<Session, Validation<String>> name,
      Function<RtmpAction.Frame, RtmpAction> make,
      List<CheckBuilder> checks,
      boolean quiet)
      implements io.gatling.core.action.builder.ActionBuilder {
    @Override
    public Action build(ScenarioContext context, Action next) {
      RtmpComponents components = context.protocolComponentsRegistry().components(RtmpKey.KEY);
      return make.apply(
          new RtmpAction.Frame(
              name,
              RtmpChecks.ready(checks),
              quiet,
              components,
              context.coreComponents().statsEngine(),
              next));
    }
  }

  RtmpActionBuilder(
      Function1<Session, Validation<String>> name, Function<RtmpAction.Frame, RtmpAction> make) {
    this(new Plan(name, make, List.of(), false));
  }

  private RtmpActionBuilder(Plan plan) {
    this.plan = plan;
  }

  /** The same with more checks on its outcome: {@link Rtmp} has them. */
  public RtmpActionBuilder check(CheckBuilder... more) {
    List<CheckBuilder> all = new ArrayList<>(plan.checks);
    Collections.addAll(all, more);
    return new RtmpActionBuilder(new Plan(plan.name, plan.make, List.copyOf(all), plan.quiet));
  }

  /**
   * The same, reported under its name only when it fails: what takes as long as the scenario says
   * is no response time, and would hide those that are in Gatling's figures of all requests.
   */
  public RtmpActionBuilder quiet() {
    return new RtmpActionBuilder(new Plan(plan.name, plan.make, plan.checks, true));
  }

  @Override
  public io.gatling.core.action.builder.ActionBuilder asScala() {
    return plan;
  }
}
