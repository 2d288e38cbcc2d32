package dev.weir.cluster;

import java.util.Objects;

/** A claim was refused because another origin holds the stream at the same or a higher priority. */
public final class StreamTakenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient StreamRecord holder;

  /**
   * @param holder the record that stands
   */
  public StreamTakenException(StreamRecord holder) {
    // No stack trace: this is an answer a publisher gets, and a busy key must be cheap to refuse.
    super(message(Objects.requireNonNull(holder)), null, false, false);
    this.holder = holder;
  }

  /** Who holds the stream. */
  public StreamRecord holder() {
    return holder;
  }

  private static String message(StreamRecord holder) {
    return holder.key() + " is held by " + holder.originId() + " at priority " + holder.priority();
  }
}
