package dev.weir.loadtest.client;

import java.util.List;

/** Walks through a file over and over; timestamps go on over the seam. */
final class FlvLoop {
  private final List<MediaUnit> units;
  private final long period;
  private int at;
  private long rounds;
  private long due;

  FlvLoop(FlvMedia media) {
    this.units = media.units();
    this.period = media.periodMillis();
    this.due = units.get(0).timestamp();
  }

  MediaUnit unit() {
    return units.get(at);
  }

  /** Milliseconds on the endless time line. */
  long timestamp() {
    return rounds * period + unit().timestamp();
  }

  /** When the unit is to be sent, in milliseconds since the start; never goes back. */
  long dueMillis() {
    return due;
  }

  long rounds() {
    return rounds;
  }

  void advance() {
    if (++at == units.size()) {
      at = 0;
      rounds++;
    }
    // A file may be interleaved badly; what is late in it is sent at once, in its order.
    due = Math.max(due, timestamp());
  }
}
