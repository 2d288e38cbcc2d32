package dev.weir.stream;

/** A subscriber's place in a stream. */
public final class Subscription {
  private final LiveStream stream;
  final Subscriber subscriber;

  /** Where it is delivered to; null until admitted. Only on the subscriber's loop. */
  LoopFanout fanout;

  /** Position in the fan-out's list; -1 when not in it. Only on the subscriber's loop. */
  int slot = -1;

  /** Number of the first batch that it has not got. Only on the subscriber's loop. */
  long next;

  /** Only on the subscriber's loop: nothing more reaches the subscriber. */
  boolean cancelled;

  /** Only on the stream's loop. */
  boolean counted;

  Subscription(LiveStream stream, Subscriber subscriber) {
    this.stream = stream;
    this.subscriber = subscriber;
  }

  /** The stream that it is a place in. */
  public LiveStream stream() {
    return stream;
  }

  /**
   * Gives the place up. On the subscriber's loop, where it takes effect at once; further calls do
   * nothing.
   */
  public void cancel() {
    if (!cancelled) {
      cancelled = true;
      if (fanout != null) {
        fanout.remove(this);
      }
      stream.context().runOnContext(v -> stream.leave(this));
    }
  }
}
