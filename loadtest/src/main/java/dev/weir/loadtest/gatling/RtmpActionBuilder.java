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
  private final Function1<Session, Validation<String>> name;
  private final Function<RtmpAction.Frame, RtmpAction> make;
  private final List<CheckBuilder> checks;

  RtmpActionBuilder(
      Function1<Session, Validation<String>> name,
      Function<RtmpAction.Frame, RtmpAction> make,
      List<CheckBuilder> checks) {
    this.name = name;
    this.make = make;
    this.checks = checks;
  }

  /** The same with more checks on its outcome: {@link Rtmp} has them. */
  public RtmpActionBuilder check(CheckBuilder... more) {
    List<CheckBuilder> all = new ArrayList<>(checks);
    Collections.addAll(all, more);
    return new RtmpActionBuilder(name, make, List.copyOf(all));
  }

  @Override
  public io.gatling.core.action.builder.ActionBuilder asScala() {
    return new Scala(name, make, checks);
  }

  /** What Gatling builds actions with. */
  private static final class Scala implements io.gatling.core.action.builder.ActionBuilder {
    private final Function1<Session, Validation<String>> name;
    private final Function<RtmpAction.Frame, RtmpAction> make;
    private final List<CheckBuilder> checks;

    Scala(
        Function1<Session, Validation<String>> name,
        Function<RtmpAction.Frame, RtmpAction> make,
        List<CheckBuilder> checks) {
      this.name = name;
      this.make = make;
      this.checks = checks;
    }

    @Override
    public Action build(ScenarioContext context, Action next) {
      RtmpComponents components = context.protocolComponentsRegistry().components(RtmpKey.KEY);
      return make.apply(
          new RtmpAction.Frame(
              name,
              RtmpChecks.ready(checks),
              components,
              context.coreComponents().statsEngine(),
              next));
    }
  }
}
