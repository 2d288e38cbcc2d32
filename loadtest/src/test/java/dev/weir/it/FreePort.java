package dev.weir.it;

import dev.weir.loadtest.up.Ports;

/** Ports that have to be known before the node that uses them runs. */
public final class FreePort {
  private FreePort() {}

  /** A port that nobody listened at a moment ago, and that no outgoing connection takes. */
  public static int next() {
    return Ports.free(1).get(0);
  }
}
