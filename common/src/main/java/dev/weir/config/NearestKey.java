package dev.weir.config;

import java.util.Collection;
import java.util.Comparator;

/** Finds the key that somebody most likely meant. */
final class NearestKey {
  private static final int MAX_CHARS = 100;

  private NearestKey() {}

  /**
   * The one of {@code known}, which is not empty, that the fewest typing slips turn into {@code
   * key}.
   */
  static String to(String key, Collection<String> known) {
    String bounded = key.substring(0, Math.min(key.length(), MAX_CHARS));
    return known.stream()
        .min(Comparator.comparingInt(candidate -> distance(bounded, candidate)))
        .orElseThrow();
  }

  /** Inserted, lost, replaced and swapped characters (optimal string alignment). */
  private static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, a, b, i, j);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int cheapest(int[][] cost, String a, String b, int i, int j) {
    int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int best = Math.min(replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }
}
