package dev.weir.origin;

import dev.weir.cluster.StreamRecord;
import dev.weir.node.NodeGround;
import dev.weir.stream.StreamKey;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * One stream on this origin: its publishers, of whom one leads, and this origin's claim to it.
 *
 * <pre>
 * FREE -- contest won --> OWNED -- its publisher ended it, or stayed away --> FREE
 *                         OWNED -- another origin's claim stands --> FREE
 * </pre>
 *
 * <p>Publishers of lower priority than another origin's wait in a seat that is FREE. Lives on one
 * event loop, that of its first publisher; what other threads may call says so.
 */
final class StreamSeat {
  private final IngestDesk desk;
  private final NodeGround ground;
  private final StreamKey key;
  private final Context home;
  private final Roster roster = new Roster();
  private final SeatStream stream;
  private final SeatDoor door;
  private final SeatNews news;
  private final Fence fence;
  private final OwnerElsewhere elsewhere = new OwnerElsewhere();

  private Ingest leader;
  private Claim claim;
  private boolean releasing;
  private boolean over;
  private long emptySinceNanos;

  /** This origin's claim, for other threads. */
  private volatile StreamRecord record;

  StreamSeat(
      IngestDesk desk,
      NodeGround ground,
      ChallengeDesk challenges,
      FreezeWatch freezes,
      StreamKey key,
      Context home) {
    this.desk = desk;
    this.ground = ground;
    this.key = key;
    this.home = home;
    this.news = new SeatNews(key, ground.metrics());
    this.stream = new SeatStream(ground, key, home);
    this.door = new SeatDoor(this, desk, ground, challenges);
    this.fence = new Fence(ground, freezes, roster, stream, home);
  }

  /** Any thread. */
  StreamKey key() {
    return key;
  }

  /** Its event loop. Any thread. */
  Context context() {
    return home;
  }

  /** This origin's claim, or null. Any thread. */
  StreamRecord record() {
    return record;
  }

  /** Where publishers come in. Any thread. */
  SeatDoor door() {
    return door;
  }

  boolean isOwner() {
    return claim != null;
  }

  boolean isReleasing() {
    return releasing;
  }

  /** Nobody sits here any more, and nobody will. */
  boolean isOver() {
    return over;
  }

  /** Who is on the air, or about to be; or null. */
  Ingest leader() {
    return leader;
  }

  int standbys() {
    return roster.standbys(leader);
  }

  /** Lets a publisher sit down; one of its priority that leads is its own dead connection. */
  void take(Ingest ingest) {
    if (leader != null && leader.priority() == ingest.priority()) {
      expel(leader, "The publisher came back on another connection.");
    }
    sit(ingest);
    elect(System.nanoTime());
  }

  /**
   * The one who leads goes on by another connection; the present one lasts until that can begin.
   */
  void succeed(Ingest ingest) {
    sit(ingest);
    lead(ingest);
  }

  private void sit(Ingest ingest) {
    roster.add(ingest);
    if (fence.isShut()) {
      ingest.lane().fence();
    }
    ingest.accept(ground.metrics());
  }

  /** The claim stands: the stream is live before its publisher is told so. */
  void own(StreamRecord claimed, Ingest winner) {
    open(claimed);
    take(winner);
  }

  /** The claim stands, for those who stand by. */
  void own(StreamRecord claimed) {
    open(claimed);
    elect(System.nanoTime());
    if (roster.isEmpty()) {
      end("the publisher left");
    }
  }

  private void open(StreamRecord claimed) {
    claim = new Claim(ground.registry(), ground.metrics(), home, claimed, this::lost);
    record = claimed;
    news.claimed();
    stream.open(claimed);
    emptySinceNanos = System.nanoTime();
    stream.quietSince(elsewhere.quietSinceNanos(emptySinceNanos));
    elsewhere.holder(null);
  }

  /** Another origin has the stream; null when that is not known. */
  void heldBy(StreamRecord other) {
    elsewhere.holder(other);
  }

  /** The publisher here is dead as far as can be told: others may claim the stream. */
  Future<?> yield() {
    elect(System.nanoTime());
    return claim == null ? Future.succeededFuture() : claim.renew();
  }

  void leave(Ingest ingest, boolean announced) {
    door.left(ingest);
    if (roster.remove(ingest)) {
      ingest.lane().end();
      boolean led = leader == ingest;
      unseat(ingest);
      emptySinceNanos = System.nanoTime();
      if (claim == null) {
        if (led) {
          letGo();
        }
      } else {
        elect(emptySinceNanos);
        if (roster.isEmpty() && ((announced && led) || window() == 0)) {
          end(announced ? "the publisher ended it" : "the publisher's connection broke");
        } else if (led) {
          news.dropped();
        }
      }
    }
    settle();
  }

  /** Looks whether the process stood still, before frames pass and before players come. */
  void wake(long nowNanos) {
    if (fence.isFrozenAt(nowNanos)) {
      thaw();
    }
  }

  /** Four times a second. */
  void tick() {
    long now = System.nanoTime();
    wake(now);
    if (claim != null) {
      if (!roster.isEmpty()) {
        elect(now);
      } else if (now - emptySinceNanos >= window()) {
        end("the publisher stayed away");
      }
      return;
    }
    if (stream.isOpen() && stream.isRelayOver(now)) {
      letGo();
      expelRivals();
    }
    tryClaim(now);
    settle();
  }

  void renew() {
    if (claim != null) {
      claim.renew();
    }
  }

  /** The registry has news of the stream. */
  void look() {
    if (claim != null) {
      claim.look();
    } else if (door.isBusy()) {
      door.hurry();
    } else if (!roster.isEmpty()) {
      ground
          .registry()
          .locate(key)
          .onSuccess(
              found ->
                  home.runOnContext(
                      v -> {
                        if (claim == null) {
                          long now = System.nanoTime();
                          elsewhere.holder(found.orElse(null));
                          elsewhere.hurry(now);
                          tryClaim(now);
                        }
                      }));
    }
  }

  /** The publisher's next connection elsewhere wants the stream, and may claim it now. */
  Future<?> giveWay() {
    return claim.giveWay(leader);
  }

  /** The node stops. */
  Future<?> close() {
    over = true;
    Claim held = claim;
    claim = null;
    return held == null ? Future.succeededFuture() : held.release();
  }

  /** Gives the seat up when it is of no use any more. */
  void settle() {
    boolean used = claim != null || releasing || stream.isOpen() || door.isBusy();
    if (!used && roster.isEmpty() && !over) {
      over = true;
      desk.forget(this);
    }
  }

  private long window() {
    return ground.ingest().resumeWindow().toNanos();
  }

  /** Lets the best publisher lead, and tells the cluster how the stream stands. */
  private void elect(long now) {
    if (claim == null) {
      tryClaim(now);
      return;
    }
    Ingest next = roster.next(leader, now);
    if (next != leader) {
      lead(next);
    }
    claim.tell(leader, now);
  }

  /** Whoever led does not any longer. */
  private void unseat(Ingest member) {
    if (member != null && leader == member) {
      leader = null;
      stream.quietSince(member.clock().lastNanos());
    }
  }

  private void lead(Ingest next) {
    Ingest before = leader;
    unseat(before);
    leader = next;
    stream.feedFrom(next.lane());
    if (before != null && !before.lane().isOnAir()) {
      // It was to take over and never came to it.
      before.lane().close();
    }
    news.leads(next, before);
  }

  private void tryClaim(long now) {
    // Who has moved is not to be followed by its old connection, which is relayed for a while.
    boolean moved = desk.handsOver() && stream.isOpen();
    if (door.isBusy() || moved || releasing || roster.isEmpty()) {
      return;
    }
    Ingest best = roster.best(now);
    if (best != null && elsewhere.takeAttempt(best, now)) {
      door.attempt(best);
    } else if (elsewhere.takeLook(now)) {
      look();
    }
  }

  /**
   * Another claim stands. Publishers of its priority are its rivals and have to go; those above it
   * are silent, or it would not stand, and those below it wait.
   */
  private void lost(Optional<StreamRecord> winner) {
    claim = null;
    record = null;
    news.claimLost();
    // Under its own name another claim than its own: nobody else has it, so it claims anew.
    StreamRecord holder =
        winner.filter(other -> !other.originId().equals(ground.nodeId())).orElse(null);
    elsewhere.holder(holder);
    long now = System.nanoTime();
    boolean relays =
        leader != null
            && leader.isAlive(now)
            && !fence.isShut()
            && (holder == null || desk.handsOver() || holder.priority() > leader.priority());
    stream.hide();
    if (relays) {
      stream.relay(now);
    } else {
      letGo();
    }
    if (!relays || !desk.handsOver()) {
      expelRivals();
    }
    settle();
  }

  private void letGo() {
    stream.letGo();
    leader = null;
    fence.open();
    roster.all().forEach(member -> member.lane().close());
  }

  private void expelRivals() {
    for (Ingest rival : elsewhere.rivals(roster.all())) {
      expel(rival, "Another publisher has taken the stream.");
    }
  }

  private void expel(Ingest member, String reason) {
    roster.remove(member);
    member.lane().end();
    unseat(member);
    emptySinceNanos = System.nanoTime();
    member.expel(reason);
  }

  /** The process stood still: until the claim is known to stand, nothing passes, nobody comes. */
  private void thaw() {
    if (claim != null) {
      news.fenced(fence.stood());
      fence.shut(claim, () -> claim != null);
    } else {
      fence.seen();
      letGo();
    }
  }

  private void end(String why) {
    stream.end(why);
    leader = null;
    fence.open();
    releasing = true;
    Claim ended = claim;
    claim = null;
    record = null;
    // The name is free here only when it is free in the cluster, or a quick return would race with
    // the release.
    ended.release().onComplete(v -> home.runOnContext(free -> released()));
  }

  private void released() {
    releasing = false;
    door.next();
    settle();
  }
}
