package dev.weir.config;

/**
 * A text that is never printed: whoever logs a record of settings gets a mask.
 *
 * @param text the secret; empty when none is set
 */
public record Secret(String text) {
  static final String MASK = "***";

  /** Whether none is set. */
  public boolean isEmpty() {
    return text.isEmpty();
  }

  @Override
  public String toString() {
    return isEmpty() ? "" : MASK;
  }
}
