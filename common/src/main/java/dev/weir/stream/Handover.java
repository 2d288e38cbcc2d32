package dev.weir.stream;

import dev.weir.media.MediaFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjLongConsumer;

/**
 * From the moment when a source could take over from one that still delivers. An encoder that moves
 * begins on its new connection while its last frames on the old one may be under way, behind a
 * longer queue: they are kept apart until it shows that the old connection ends, which makes them
 * the last ones and worth showing, or that it goes on, when they are a second source's and no loss.
 * Owns what it holds.
 */
final class Handover {
  /** Far more than comes in its time; the node has no such memory for each stream. */
  private static final int FULL_BYTES = 1 << 20;

  private record Held(MediaFrame frame, long nanos) {}

  private final List<Held> held = new ArrayList<>();
  private StreamSource source;
  private Entrance entrance;
  private long startedNanos;
  private int bytes;

  /**
   * @param startedNanos when the first frame of the new source belongs
   */
  Handover(StreamSource source, Entrance entrance, long startedNanos) {
    this.source = source;
    this.entrance = entrance;
    this.startedNanos = startedNanos;
  }

  /** A newer source has begun, too. */
  void now(StreamSource newer, Entrance itsEntrance, long itsStartNanos) {
    source = newer;
    entrance = itsEntrance;
    startedNanos = itsStartNanos;
  }

  StreamSource source() {
    return source;
  }

  Entrance entrance() {
    return entrance;
  }

  long startedNanos() {
    return startedNanos;
  }

  /** From the source before; taken over. */
  void hold(MediaFrame frame, long nowNanos) {
    held.add(new Held(frame, nowNanos));
    bytes += frame.size();
  }

  boolean isFull() {
    return bytes >= FULL_BYTES;
  }

  /** Gives away what is held, with the times at which it came. */
  void pass(ObjLongConsumer<MediaFrame> taker) {
    held.forEach(each -> taker.accept(each.frame(), each.nanos()));
    held.clear();
  }

  void drop() {
    held.forEach(each -> each.frame().release());
    held.clear();
  }
}
