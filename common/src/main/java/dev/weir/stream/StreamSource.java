package dev.weir.stream;

import dev.weir.media.MediaFrame;

/**
 * A hold on a stream for one who feeds it: a publisher, or a connection to another node. Sources
 * come and go under a stream, and its players stay.
 *
 * <pre>
 * WAITING -- it can begin: a video key frame --> CURRENT
 * WAITING, CURRENT -- a newer one is current, detach, the stream ends --> OVER
 * </pre>
 *
 * <p>Every method is called on the stream's event loop.
 */
public final class StreamSource {
  private enum State {
    WAITING,
    CURRENT,
    OVER
  }

  private final SourceSwitch sources;
  private final String label;
  private String clock;
  private final Entrance entrance = new Entrance();
  private State state = State.WAITING;
  private Runnable whenCurrent = () -> {};
  private Runnable whenReplaced = () -> {};

  StreamSource(SourceSwitch sources, String label, String clock) {
    this.sources = sources;
    this.label = label;
    this.clock = clock;
  }

  /** Who it is, for the log. */
  public String label() {
    return label;
  }

  /** Whether the stream takes its frames from this source. */
  public boolean isCurrent() {
    return state == State.CURRENT;
  }

  /**
   * Calls once, when the stream takes its frames from this source, after the first of them; now
   * when it does already.
   */
  public void whenCurrent(Runnable action) {
    if (state == State.CURRENT) {
      action.run();
    } else {
      whenCurrent = action;
    }
  }

  /**
   * Calls once, when nothing that this source brings counts any more: a newer one is current, or
   * too many are attached. Not called after {@link #detach()} or the stream's end.
   */
  public void whenReplaced(Runnable action) {
    whenReplaced = action;
  }

  /**
   * A frame. From the current source it goes out with the next {@link #onReadComplete}; from one
   * that waits, headers are kept and the rest is left out.
   *
   * @param frame taken over
   */
  public void onFrame(MediaFrame frame) {
    switch (state) {
      case CURRENT -> sources.onFrame(frame);
      case WAITING -> sources.onFrame(this, entrance, frame);
      case OVER -> frame.release();
    }
  }

  /**
   * Metadata: kept for newcomers and sent on.
   *
   * @param frame taken over
   */
  public void onMetadata(MediaFrame frame) {
    if (state == State.CURRENT) {
      sources.onMetadata(frame);
      return;
    }
    if (state == State.WAITING) {
      entrance.keepMetadata(frame, sources.nowNanos());
    }
    frame.release();
  }

  /** The metadata was taken back. */
  public void onMetadataCleared() {
    if (state == State.CURRENT) {
      sources.onMetadataCleared();
    } else {
      entrance.headers().clearMetadata();
    }
  }

  /** Nothing more is at hand. */
  public void onReadComplete() {
    if (state == State.WAITING) {
      sources.onReadComplete(this, entrance);
    }
    if (state == State.CURRENT) {
      sources.onReadComplete();
    }
  }

  /** Nothing more comes from here. The stream stays, and so do its players. */
  public void detach() {
    if (state != State.OVER) {
      end();
      sources.detached(this);
    }
  }

  /** By what its frames are counted, when that becomes known; before the first of them. */
  public void countBy(String newClock) {
    clock = newClock;
  }

  boolean sharesClock(StreamSource other) {
    return clock != null && clock.equals(other.clock);
  }

  void becomeCurrent() {
    entrance.clear();
    if (state == State.WAITING) {
      state = State.CURRENT;
      whenCurrent.run();
    }
  }

  void replaced() {
    end();
    whenReplaced.run();
  }

  void end() {
    state = State.OVER;
    entrance.clear();
  }
}
