package dev.weir.stream;

import io.netty.buffer.ByteBufAllocator;
import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The subscribers of one stream on one event loop. A flush is one task here, however many they are.
 *
 * <p>While the loop has room, everybody gets a batch as it comes. When the loop wants writes
 * merged, it goes round: within the merge time every subscriber has its turn once, and gets then
 * what came since its last one. So the loop's work is spread evenly instead of coming in one piece
 * that delays everything else on it, and nobody waits longer than the merge time.
 *
 * <p>The list belongs to the subscribers' loop; {@code population} belongs to the stream's.
 */
final class LoopFanout {
  /** Bytes on their way to a loop that does not come round to them. */
  static final int MAX_QUEUED = 16 << 20;

  /** Gathered no further than this, whatever the merge. */
  private static final int MAX_PENDING = 1 << 20;

  /** Subscribers in a turn: enough to be worth a timer, few enough to be over in a few ms. */
  private static final int TURN = 256;

  private static final int MAX_TURNS = 16;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Context context;
  private final LoopPace pace;
  private final PendingBatches pending;
  private final int turnSize;
  private final List<Subscription> subscriptions = new ArrayList<>();

  /** Those who moved into a part of the list that had its turn already, before they had theirs. */
  private final List<Subscription> late = new ArrayList<>();

  private final AtomicInteger queued = new AtomicInteger();
  private boolean delivering;
  private boolean holes;
  private boolean timerRuns;

  /** The first that had no turn yet in this round. */
  private int cursor;

  private int turn;
  private long roundEnd;
  private long turnDueNanos;

  /** How many subscribers the stream counts here. Only on the stream's loop. */
  int population;

  LoopFanout(Subscriber first, ByteBufAllocator allocator) {
    this(first, allocator, TURN);
  }

  /**
   * @param first one of its subscribers, who knows the loop
   * @param turnSize how many subscribers are worth a turn
   */
  LoopFanout(Subscriber first, ByteBufAllocator allocator, int turnSize) {
    this.context = first.context();
    this.pace = first.pace();
    this.pending = new PendingBatches(allocator);
    this.turnSize = turnSize;
    this.turnDueNanos = pace.nowNanos();
  }

  /**
   * From the stream's loop: the batch passes to the subscribers' loop with a count of its own. One
   * that is far behind does not get it; its subscribers start anew at a key frame.
   *
   * @param number one more than that of the batch before
   */
  void send(EncodedBatch batch, long number) {
    int size = batch.size();
    if (queued.get() > MAX_QUEUED) {
      return;
    }
    queued.addAndGet(size);
    batch.retain();
    context.runOnContext(
        v -> {
          queued.addAndGet(-size);
          accept(batch, number);
        });
  }

  /**
   * From the stream's loop.
   *
   * @param next number of the first batch that is not in the join
   */
  void send(Subscription subscription, Subscriber.Join join, long next) {
    context.runOnContext(v -> admit(subscription, join, next));
  }

  /** From the stream's loop. */
  void sendEnd() {
    context.runOnContext(v -> end(Subscriber::onEnd));
  }

  /** From the stream's loop. */
  void sendMoved() {
    context.runOnContext(v -> end(Subscriber::onMoved));
  }

  /** On the subscribers' loop. */
  void remove(Subscription subscription) {
    if (subscription.slot < 0) {
      return;
    }
    if (delivering) {
      // A failed write may close the player in the middle of a delivery; the list must keep still
      // until its end.
      holes = true;
      return;
    }
    Subscription last = subscriptions.remove(subscriptions.size() - 1);
    if (last != subscription) {
      boolean losesTurn = subscription.slot < cursor && last.slot >= cursor;
      subscriptions.set(subscription.slot, last);
      last.slot = subscription.slot;
      if (losesTurn) {
        late.add(last);
      }
    }
    subscription.slot = -1;
    cursor = Math.min(cursor, subscriptions.size());
  }

  private void admit(Subscription subscription, Subscriber.Join join, long next) {
    try {
      if (!subscription.cancelled) {
        subscription.fanout = this;
        subscription.next = next;
        subscription.slot = subscriptions.size();
        subscriptions.add(subscription);
        subscription.subscriber.onJoin(join);
      }
    } finally {
      join.release();
    }
  }

  private void accept(EncodedBatch batch, long number) {
    if (subscriptions.isEmpty()) {
      batch.release();
      pending.clear();
      return;
    }
    if (!pending.isEmpty() && number != pending.next()) {
      deliverAll();
    }
    pending.add(batch, number);
    if (pace.mergeMillis() == 0 || pending.bytes() > MAX_PENDING) {
      deliverAll();
    } else if (!timerRuns) {
      timerRuns = true;
      long wait = (turnDueNanos - pace.nowNanos()) / NANOS_PER_MILLI;
      pace.after(Math.max(1, wait), this::onTimer);
    }
  }

  private void deliverAll() {
    try {
      deliver(0, subscriptions.size());
    } finally {
      pending.clear();
      late.clear();
      cursor = 0;
      turn = 0;
    }
  }

  /** Everybody whose turn has come, and the next turn's timer. */
  private void onTimer() {
    timerRuns = false;
    if (pending.isEmpty()) {
      return;
    }
    int merge = pace.mergeMillis();
    if (merge == 0 || subscriptions.isEmpty()) {
      deliverAll();
      return;
    }
    int turns = Math.min(MAX_TURNS, Math.max(1, subscriptions.size() / turnSize));
    long interval = merge * NANOS_PER_MILLI / turns;
    long now = pace.nowNanos();
    // A loop that is late makes up for it, but not for more than a round.
    turnDueNanos = Math.max(turnDueNanos, now - merge * NANOS_PER_MILLI);
    RuntimeException failure = null;
    while (turnDueNanos <= now && !pending.isEmpty()) {
      turnDueNanos += interval;
      try {
        turn(turns);
      } catch (RuntimeException e) {
        failure = e;
      }
    }
    if (!pending.isEmpty()) {
      timerRuns = true;
      pace.after(Math.max(1, (turnDueNanos - now) / NANOS_PER_MILLI), this::onTimer);
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void turn(int turns) {
    deliverLate();
    int size = subscriptions.size();
    if (turn == 0) {
      cursor = 0;
      roundEnd = pending.next();
    }
    turn++;
    boolean last = turn >= turns;
    int to = last ? size : Math.max(cursor, (int) ((long) size * turn / turns));
    int from = cursor;
    cursor = to;
    try {
      deliver(from, to);
    } finally {
      if (last) {
        turn = 0;
        cursor = 0;
        pending.dropBefore(roundEnd);
      }
    }
  }

  private void deliverLate() {
    if (!late.isEmpty()) {
      List<Subscription> all = List.copyOf(late);
      late.clear();
      deliver(all, 0, all.size());
    }
  }

  private void deliver(int from, int to) {
    deliver(subscriptions, from, to);
  }

  private void deliver(List<Subscription> to, int first, int end) {
    RuntimeException failure = null;
    delivering = true;
    try {
      for (int i = first; i < end; i++) {
        failure = deliver(to.get(i), failure);
      }
    } finally {
      delivering = false;
      closeHoles();
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** One that fails loses its place; the others notice nothing. */
  private RuntimeException deliver(Subscription subscription, RuntimeException earlier) {
    if (subscription.cancelled || pending.isEmpty() || subscription.next >= pending.next()) {
      return earlier;
    }
    try {
      if (subscription.next < pending.first()) {
        subscription.subscriber.onGap();
        subscription.next = pending.first();
      }
      EncodedBatch batch = pending.from(subscription.next);
      subscription.next = pending.next();
      subscription.subscriber.onBatch(batch);
      return earlier;
    } catch (RuntimeException e) {
      subscription.cancel();
      return earlier == null ? e : earlier;
    }
  }

  private void end(Consumer<Subscriber> farewell) {
    RuntimeException failure = null;
    try {
      deliverAll();
    } catch (RuntimeException e) {
      failure = e;
    }
    List<Subscription> all = List.copyOf(subscriptions);
    subscriptions.clear();
    // First all of them: one that ends may cancel another.
    all.forEach(subscription -> subscription.slot = -1);
    for (Subscription subscription : all) {
      if (!subscription.cancelled) {
        subscription.cancelled = true;
        farewell.accept(subscription.subscriber);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void closeHoles() {
    if (holes) {
      holes = false;
      int before = cursor;
      for (int i = Math.min(before, subscriptions.size()) - 1; i >= 0; i--) {
        cursor -= subscriptions.get(i).cancelled ? 1 : 0;
      }
      subscriptions.removeIf(subscription -> subscription.cancelled);
      for (int i = 0; i < subscriptions.size(); i++) {
        subscriptions.get(i).slot = i;
      }
    }
  }
}
