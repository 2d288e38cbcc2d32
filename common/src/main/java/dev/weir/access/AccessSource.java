package dev.weir.access;

/** Where rules come from. Blocks: for use off the event loops only. */
public interface AccessSource {
  /**
   * Reads the rules.
   *
   * @throws RuntimeException whose message names the file, the place in it and what is wrong
   */
  AccessRules load();

  /** Whether what {@link #load()} read, in vain or not, has changed since. */
  boolean changed();

  /** For people. */
  String name();
}
