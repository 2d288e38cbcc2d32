package dev.weir.cluster;

import java.util.Locale;

/** What a node is in the cluster. */
public enum NodeRole {
  /** Accepts publishers, owns streams, and holds the cluster's data. */
  ORIGIN,
  /** Serves players; comes and goes without moving any data. */
  EDGE;

  /** The name used in settings, logs and stored text: {@code origin} or {@code edge}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
