package dev.weir.stream;

import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The subscribers of one stream on one event loop. A flush is one task here, however many they are.
 *
 * <p>The list belongs to the subscribers' loop; {@code population} belongs to the stream's.
 */
final class LoopFanout {
  private final Context context;
  private final LoopPace pace;
  private final List<Subscription> subscriptions = new ArrayList<>();
  private boolean delivering;
  private boolean holes;

  /** How many subscribers the stream counts here. Only on the stream's loop. */
  int population;

  LoopFanout(Subscriber first) {
    this.context = first.context();
    this.pace = first.pace();
  }

  /** What the subscribers' loop wants merged; nothing while nobody is there. */
  int mergeMillis() {
    return population == 0 ? 0 : pace.mergeMillis();
  }

  /** From the stream's loop: the batch passes to the subscribers' loop with a count of its own. */
  void send(EncodedBatch batch) {
    batch.retain();
    context.runOnContext(v -> deliver(batch));
  }

  /** From the stream's loop. */
  void send(Subscription subscription, Subscriber.Join join) {
    context.runOnContext(v -> admit(subscription, join));
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
      subscriptions.set(subscription.slot, last);
      last.slot = subscription.slot;
    }
    subscription.slot = -1;
  }

  private void admit(Subscription subscription, Subscriber.Join join) {
    try {
      if (!subscription.cancelled) {
        subscription.fanout = this;
        subscription.slot = subscriptions.size();
        subscriptions.add(subscription);
        subscription.subscriber.onJoin(join);
      }
    } finally {
      join.release();
    }
  }

  private void deliver(EncodedBatch batch) {
    RuntimeException failure = null;
    delivering = true;
    try {
      for (int i = 0, n = subscriptions.size(); i < n; i++) {
        Subscription subscription = subscriptions.get(i);
        if (!subscription.cancelled) {
          failure = deliver(batch, subscription, failure);
        }
      }
    } finally {
      delivering = false;
      batch.release();
      closeHoles();
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** One that fails loses its place; the others notice nothing. */
  private static RuntimeException deliver(
      EncodedBatch batch, Subscription subscription, RuntimeException earlier) {
    try {
      subscription.subscriber.onBatch(batch);
      return earlier;
    } catch (RuntimeException e) {
      subscription.cancel();
      return earlier == null ? e : earlier;
    }
  }

  private void end(Consumer<Subscriber> farewell) {
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
  }

  private void closeHoles() {
    if (holes) {
      holes = false;
      subscriptions.removeIf(subscription -> subscription.cancelled);
      for (int i = 0; i < subscriptions.size(); i++) {
        subscriptions.get(i).slot = i;
      }
    }
  }
}
