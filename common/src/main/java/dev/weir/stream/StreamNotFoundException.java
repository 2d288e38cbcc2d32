package dev.weir.stream;

/** Nobody publishes the stream, and it did not appear while the player was held. */
public final class StreamNotFoundException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param detail one line for the player
   */
  public StreamNotFoundException(String detail) {
    super(detail, null, false, false);
  }
}
