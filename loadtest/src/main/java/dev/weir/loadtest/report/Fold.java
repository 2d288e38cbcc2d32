package dev.weir.loadtest.report;

/** What stands for a second of a series in which there were several values. */
public enum Fold {
  /** Their sum: events, bytes, and how many players each generator has. */
  SUM,
  /** Their mean, by value and not by generator. */
  MEAN,
  /** The greatest: the worst age. */
  MAX
}
