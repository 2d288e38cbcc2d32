package dev.weir.stream;

import dev.weir.media.MediaFrame;

/**
 * A hold on a stream for one who feeds it: a publisher, or a connection to another node. Sources
 * come and go under a stream, and its players stay.
 *
 * <p>Every method is called on the stream's event loop.
 */
public final class StreamSource {
  private enum State {
    WAITING,
    CURRENT,
    OVER
  }

  private final LiveStream stream;
  private final String label;
  private State state = State.WAITING;
  private Runnable whenCurrent = () -> {};
  private Runnable whenReplaced = () -> {};

  StreamSource(LiveStream stream, String label) {
    this.stream = stream;
    this.label = label;
  }

  /** Who it is, for the log. */
  public String label() {
    return label;
  }

  /** Whether the stream takes its frames from this source. */
  public boolean isCurrent() {
    return state == State.CURRENT;
  }

  /** Calls once, when this source is the one that the stream takes frames from; maybe at once. */
  public void whenCurrent(Runnable action) {
    if (state == State.CURRENT) {
      action.run();
    } else {
      whenCurrent = action;
    }
  }

  /**
   * Calls once, when a newer source has taken over, or there are too many: nothing that this one
   * brings counts any more. Not called after {@link #detach()} and the stream's end.
   */
  public void whenReplaced(Runnable action) {
    whenReplaced = action;
  }

  /**
   * A frame. It goes out with the next {@link #onReadComplete}.
   *
   * @param frame taken over
   */
  public void onFrame(MediaFrame frame) {
    if (state == State.CURRENT) {
      stream.onFrame(frame);
    } else {
      frame.release();
    }
  }

  /**
   * Metadata: kept for newcomers and sent on.
   *
   * @param frame taken over
   */
  public void onMetadata(MediaFrame frame) {
    if (state == State.CURRENT) {
      stream.onMetadata(frame);
    } else {
      frame.release();
    }
  }

  /** The metadata was taken back. */
  public void onMetadataCleared() {
    if (state == State.CURRENT) {
      stream.onMetadataCleared();
    }
  }

  /** Nothing more is at hand. */
  public void onReadComplete() {
    if (state == State.CURRENT) {
      stream.onReadComplete();
    }
  }

  /** Nothing more comes from here. The stream stays, and so do its players. */
  public void detach() {
    if (state != State.OVER) {
      state = State.OVER;
      stream.detached(this);
    }
  }

  void becomeCurrent() {
    state = State.CURRENT;
    whenCurrent.run();
  }

  void replaced() {
    state = State.OVER;
    whenReplaced.run();
  }
}
