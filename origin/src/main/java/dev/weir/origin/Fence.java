package dev.weir.origin;

import dev.weir.node.NodeGround;
import io.vertx.core.Context;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Holds a stream's frames back after a freeze, and hides the stream from newcomers, who would be
 * given what it had cached, until the cluster has said that the claim still stands. On the stream's
 * event loop.
 */
final class Fence {
  private static final long RETRY_MILLIS = 250;

  private final NodeGround ground;
  private final FreezeWatch freezes;
  private final Roster roster;
  private final SeatStream stream;
  private final Context home;
  private int seen;
  private boolean shut;

  Fence(NodeGround ground, FreezeWatch freezes, Roster roster, SeatStream stream, Context home) {
    this.ground = ground;
    this.freezes = freezes;
    this.roster = roster;
    this.stream = stream;
    this.home = home;
    this.seen = freezes.look(System.nanoTime());
  }

  boolean isShut() {
    return shut;
  }

  /** Whether there was a freeze that nothing has been done about. */
  boolean isFrozenAt(long nowNanos) {
    return freezes.look(nowNanos) != seen;
  }

  Duration stood() {
    return freezes.stood();
  }

  /** Something has been done about it. */
  void seen() {
    seen = freezes.look(System.nanoTime());
  }

  /**
   * Lets nothing pass until the claim is known to stand.
   *
   * @param wanted false once the claim is lost or given up
   */
  void shut(Claim claim, BooleanSupplier wanted) {
    seen();
    shut = true;
    stream.hide();
    roster.all().forEach(member -> member.lane().fence());
    int freeze = seen;
    ground
        .registry()
        .settled(freezes.stood())
        .onComplete(v -> home.runOnContext(settled -> ask(claim, wanted, freeze)));
  }

  /**
   * Frames pass; headers come first, and pictures from the next key frame on. None of before comes
   * either: the publisher may have sent to another origin meanwhile, and an edge that has shown
   * that would show the older ones after it.
   */
  void open() {
    if (shut) {
      shut = false;
      stream.showAnew();
      roster.all().forEach(member -> member.lane().unfence());
    }
  }

  private void ask(Claim claim, BooleanSupplier wanted, int freeze) {
    // A second freeze asks by itself.
    if (!wanted.getAsBoolean() || freeze != seen) {
      return;
    }
    claim
        .renew()
        .onComplete(
            (stands, failure) ->
                home.runOnContext(
                    v -> {
                      if (failure != null) {
                        ground
                            .vertx()
                            .setTimer(
                                RETRY_MILLIS,
                                id -> home.runOnContext(w -> ask(claim, wanted, freeze)));
                      } else if (stands && freeze == seen) {
                        open();
                      }
                    }));
  }
}
