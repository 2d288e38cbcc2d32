package dev.weir.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Faults in a row that a seed stands for.
 *
 * @param seed makes the same plan again
 */
record ChaosPlan(long seed, List<Step> steps) {
  /** What may be done. */
  enum Kind {
    KILL_ORIGIN(1_000, 3_000),
    KILL_EDGE(1_000, 3_000),
    DRAIN_ORIGIN(0, 1_000),
    DRAIN_EDGE(0, 1_000),
    FREEZE_ORIGIN(500, 8_000),
    FREEZE_EDGE(500, 8_000),
    CUT(1_000, 8_000),
    CUT_ONE_WAY(1_000, 8_000),
    CUT_MEMBERSHIP(1_000, 10_000),
    FLAP(4_000, 8_000),
    PUBLISHERS_DROP(0, 500),
    PUBLISHERS_SILENT(500, 4_000);

    private final int shortest;
    private final int longest;

    Kind(int shortest, int longest) {
      this.shortest = shortest;
      this.longest = longest;
    }

    boolean needsCuts() {
      return this == CUT || this == CUT_ONE_WAY || this == CUT_MEMBERSHIP || this == FLAP;
    }
  }

  /**
   * One fault.
   *
   * @param origin number of the origin that it concerns, or of the publishers that it concerns
   * @param edge number of the edge that it concerns
   * @param betweenOrigins whether a cut lies between origins instead of an edge and an origin
   * @param millis how long it stays
   * @param pauseMillis how long nothing is done afterwards
   */
  record Step(
      Kind kind, int origin, int edge, boolean betweenOrigins, int millis, int pauseMillis) {
    @Override
    public String toString() {
      String where =
          switch (kind) {
            case KILL_ORIGIN, DRAIN_ORIGIN, FREEZE_ORIGIN -> "o" + (origin + 1);
            case KILL_EDGE, DRAIN_EDGE, FREEZE_EDGE -> "e" + (edge + 1);
            case PUBLISHERS_DROP, PUBLISHERS_SILENT -> "p" + (origin + 1);
            default -> betweenOrigins ? "o1 o2" : "e" + (edge + 1) + " o" + (origin + 1);
          };
      return kind + " " + where + " " + millis + " ms";
    }
  }

  private static final int PAUSE_MIN = 500;
  private static final int PAUSE_MAX = 3_000;

  /**
   * Makes the plan of a seed.
   *
   * @param cuts whether the network can be cut; other plans have other faults in those places
   */
  static ChaosPlan of(long seed, int count, int origins, int edges, boolean cuts) {
    Random random = new Random(seed);
    List<Kind> kinds = new ArrayList<>(List.of(Kind.values()));
    if (!cuts) {
      kinds.removeIf(Kind::needsCuts);
    }
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Kind kind = kinds.get(random.nextInt(kinds.size()));
      steps.add(
          new Step(
              kind,
              random.nextInt(origins),
              random.nextInt(edges),
              random.nextInt(4) == 0,
              random.nextInt(kind.shortest, kind.longest + 1),
              random.nextInt(PAUSE_MIN, PAUSE_MAX + 1)));
    }
    return new ChaosPlan(seed, List.copyOf(steps));
  }
}
