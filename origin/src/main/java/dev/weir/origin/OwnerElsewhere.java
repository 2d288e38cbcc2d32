package dev.weir.origin;

import dev.weir.cluster.StreamRecord;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Who has a stream while this origin does not, and when it is time to try or to look again. */
final class OwnerElsewhere {
  /** Between two tries, and two looks; hints make it quicker. */
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private StreamRecord holder;
  private long quietSinceNanos;
  private long nextAttemptNanos = System.nanoTime();
  private long nextLookNanos = nextAttemptNanos + PAUSE_NANOS;

  /** Null when nobody is known to have it. */
  StreamRecord holder() {
    return holder;
  }

  void holder(StreamRecord now) {
    holder = now;
    if (now != null && now.absent()) {
      long silence = TimeUnit.MILLISECONDS.toNanos(now.silentMillis());
      quietSinceNanos = System.nanoTime() - silence;
    }
  }

  /** Nobody has fed the stream there since, as far as is known. */
  long quietSinceNanos(long now) {
    return holder != null && holder.absent() ? quietSinceNanos : now;
  }

  /** Those who cannot stay beside the one who has it. */
  List<Ingest> rivals(Collection<Ingest> publishers) {
    return publishers.stream()
        .filter(publisher -> holder != null && publisher.priority() == holder.priority())
        .toList();
  }

  /** There is news: the next try need not wait. */
  void hurry(long now) {
    nextAttemptNanos = now;
  }

  /** Whether a publisher may try to get it now; if so, the next try waits. */
  boolean takeAttempt(Ingest publisher, long now) {
    boolean free = holder == null || holder.absent() || holder.priority() < publisher.priority();
    boolean due = free && now - nextAttemptNanos >= 0;
    nextAttemptNanos = due ? now + PAUSE_NANOS : nextAttemptNanos;
    return due;
  }

  /** Whether it is time to look who has it; if so, the next look waits. */
  boolean takeLook(long now) {
    boolean due = now - nextLookNanos >= 0;
    nextLookNanos = due ? now + PAUSE_NANOS : nextLookNanos;
    return due;
  }
}
