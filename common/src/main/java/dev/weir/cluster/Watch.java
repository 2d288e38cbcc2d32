package dev.weir.cluster;

/** A running subscription to registry hints. Closing it twice is harmless. */
public interface Watch extends AutoCloseable {
  /** Ends the subscription; a hint that is already on its way may still arrive. */
  @Override
  void close();
}
