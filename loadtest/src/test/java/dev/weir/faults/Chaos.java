package dev.weir.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Does what a plan says, one step after the other, and remembers what each one touched. */
final class Chaos {
  /** A fault that was done; names of nodes and {@code host:port} of publishers' targets. */
  record Done(ChaosPlan.Step step, long fromNanos, long toNanos, Set<String> touched) {}

  private static final Duration FLAP = Duration.ofSeconds(1);

  private final FaultCluster cluster;
  private final List<ProbePublisher> publishers;
  private final Run run;
  private final List<Done> done = new ArrayList<>();
  private final NodeWatch watch;
  private int badExits;

  Chaos(FaultCluster cluster, List<ProbePublisher> publishers, Run run, NodeWatch watch) {
    this.cluster = cluster;
    this.publishers = publishers;
    this.run = run;
    this.watch = watch;
  }

  void play(ChaosPlan plan) {
    for (ChaosPlan.Step step : plan.steps()) {
      long from = run.mark(step.toString());
      Set<String> touched = new HashSet<>();
      play(step, touched);
      done.add(new Done(step, from, System.nanoTime(), touched));
      Stage.pass(Duration.ofMillis(step.pauseMillis()));
    }
  }

  List<Done> done() {
    return List.copyOf(done);
  }

  /** Drains that did not end with 0. */
  int badExits() {
    return badExits;
  }

  private void play(ChaosPlan.Step step, Set<String> touched) {
    FaultNode origin = cluster.origin(step.origin());
    FaultNode edge = cluster.edge(step.edge());
    switch (step.kind()) {
      case KILL_ORIGIN -> kill(origin, step, touched);
      case KILL_EDGE -> kill(edge, step, touched);
      case DRAIN_ORIGIN -> drain(origin, step, touched);
      case DRAIN_EDGE -> drain(edge, step, touched);
      case FREEZE_ORIGIN -> freeze(origin, step, touched);
      case FREEZE_EDGE -> freeze(edge, step, touched);
      case PUBLISHERS_DROP, PUBLISHERS_SILENT -> disturb(step, touched);
      default -> cut(step, origin, edge, touched);
    }
  }

  private void kill(FaultNode node, ChaosPlan.Step step, Set<String> touched) {
    touched.add(node.rtmp());
    node.kill();
    Stage.pass(Duration.ofMillis(step.millis()));
    back(node);
  }

  private void drain(FaultNode node, ChaosPlan.Step step, Set<String> touched) {
    touched.add(node.rtmp());
    node.terminate();
    badExits += node.awaitExit() == 0 ? 0 : 1;
    Stage.pass(Duration.ofMillis(step.millis()));
    back(node);
  }

  private void back(FaultNode node) {
    node.start();
    cluster.awaitWhole();
    watch.begin(node);
  }

  private static void freeze(FaultNode node, ChaosPlan.Step step, Set<String> touched) {
    touched.add(node.rtmp());
    node.freeze();
    Stage.pass(Duration.ofMillis(step.millis()));
    node.thaw();
  }

  private void cut(ChaosPlan.Step step, FaultNode origin, FaultNode edge, Set<String> touched) {
    FaultNode one = step.betweenOrigins() ? cluster.origin(0) : edge;
    FaultNode other = step.betweenOrigins() ? cluster.origin(1) : origin;
    touched.add(one.rtmp());
    touched.add(other.rtmp());
    if (step.kind() == ChaosPlan.Kind.FLAP) {
      for (long left = step.millis(); left > 0; left -= 2 * FLAP.toMillis()) {
        cluster.cut(one, other);
        Stage.pass(FLAP);
        cluster.heal();
        Stage.pass(FLAP);
      }
      return;
    }
    switch (step.kind()) {
      case CUT -> cluster.cut(one, other);
      case CUT_ONE_WAY -> cluster.cutOneWay(one, other);
      default -> cluster.cutMembership(one, other);
    }
    Stage.pass(Duration.ofMillis(step.millis()));
    cluster.heal();
  }

  /** Every second publisher, the even or the odd ones. */
  private void disturb(ChaosPlan.Step step, Set<String> touched) {
    List<ProbePublisher> disturbed = new ArrayList<>();
    for (int i = step.origin() % 2; i < publishers.size(); i += 2) {
      disturbed.add(publishers.get(i));
      touched.add(publishers.get(i).stream().key());
    }
    boolean silent = step.kind() == ChaosPlan.Kind.PUBLISHERS_SILENT;
    disturbed.forEach(silent ? ProbePublisher::silence : ProbePublisher::drop);
    Stage.pass(Duration.ofMillis(step.millis()));
    if (silent) {
      disturbed.forEach(ProbePublisher::speak);
    }
  }
}
