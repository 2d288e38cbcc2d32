package dev.weir.loadtest.report;

/**
 * A process that made load, and how much room it had left.
 *
 * @param name as in a pod's name
 * @param loops event loops that drive connections
 * @param busyShare share of its time, from 0 to 1, for which the busiest of these loops had work in
 *     its busiest ten seconds; NaN when that is not known
 * @param machineShare share of its machine that all processes together used in their busiest ten
 *     seconds; NaN when that is not known
 */
public record Generator(String name, int loops, double busyShare, double machineShare) {
  private static final double PERCENT = 100;

  /** A loop that is busier makes frames wait for the generator instead of the server. */
  static final double BUSY = 0.8;

  /** On a busier machine loops wait for a core. */
  static final double CROWDED = 0.95;

  /** As in {@code 2 event loops, the busiest 41 % busy, its machine 63 %}. */
  String words() {
    return "%d event loop%s, the busiest %s busy, its machine %s"
        .formatted(loops, loops == 1 ? "" : "s", percent(busyShare), percent(machineShare));
  }

  private static String percent(double share) {
    return Double.isNaN(share) ? "?" : "%.0f %%".formatted(PERCENT * share);
  }

  /** Whether it was itself so busy that times and ages say nothing of the server. */
  public boolean saturated() {
    return busyShare > BUSY;
  }

  /** Whether all the programs on its machine together left it no room. */
  public boolean crowded() {
    return machineShare > CROWDED;
  }
}
