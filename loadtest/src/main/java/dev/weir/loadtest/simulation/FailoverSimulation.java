package dev.weir.loadtest.simulation;

import dev.weir.loadtest.swarm.PlayerStyle;
import java.time.Duration;

/**
 * Players watch; then their origin dies and is started again, then the one that took over dies, and
 * so on. What was killed comes back half way to the next kill, so that viewers tell of its return
 * as well.
 */
public final class FailoverSimulation extends LoadSimulation {
  private static final Duration LAST_LOOK = Duration.ofSeconds(1);

  /** Who comes back has so long to find his place before the next kill. */
  private static final Duration SETTLE = Duration.ofSeconds(3);

  /** What a node may take to come back, beside the time from kill to kill. */
  private static final Duration START = Duration.ofMinutes(1);

  private enum Doing {
    NOTHING,
    KILLING,
    MENDING
  }

  private final FailoverOptions options;
  private final Interruptions interruptions;
  private Doing doing = Doing.NOTHING;
  private int kills;
  private boolean broken;
  private boolean ended;
  private Duration mend = Duration.ZERO;
  private Duration next;

  /** Of the process's {@link LoadStage}. */
  public FailoverSimulation() {
    options = stage().options(FailoverOptions.class);
    interruptions = new Interruptions(stage(), true, options.kills());
    next = options.firstKill();
    stage().openEnd();
    play(
        stage().protocol().returning(),
        viewers("players", PlayerStyle.HEALTHY, arrive(options.players(), options.ramp())));
  }

  @Override
  Duration longest() {
    return START.plus(SETTLE).multipliedBy(options.kills());
  }

  @Override
  void tick() {
    if (ended || !interruptions.isDone()) {
      return;
    }
    Duration now = stage().elapsed();
    if (doing == Doing.KILLING) {
      mend = now.plus(options.time().dividedBy(2));
      next = now.plus(options.time());
    } else if (doing == Doing.MENDING && next.compareTo(now.plus(SETTLE)) < 0) {
      next = now.plus(SETTLE);
    }
    doing = Doing.NOTHING;
    go(now);
  }

  private void go(Duration now) {
    if (broken && now.compareTo(mend) >= 0) {
      broken = false;
      doing = Doing.MENDING;
      interruptions.mend();
    } else if (now.compareTo(next) >= 0) {
      interruptions.end();
      if (kills < options.kills()) {
        kills++;
        broken = kills < options.kills();
        doing = Doing.KILLING;
        interruptions.begin();
      } else {
        ended = true;
        stage().endAt(now.plus(LAST_LOOK));
      }
    }
  }
}
