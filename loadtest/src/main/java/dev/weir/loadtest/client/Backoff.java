package dev.weir.loadtest.client;

import java.util.random.RandomGenerator;

/** Pauses between attempts: 0.5 to 5 s, longer with each failure, never the same for everybody. */
final class Backoff {
  static final int MIN_MILLIS = 500;
  static final int MAX_MILLIS = 5_000;
  private static final int DOUBLINGS = 4;

  private final RandomGenerator random;
  private int failures;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  long nextMillis() {
    int ceiling = Math.min(MAX_MILLIS, (2 * MIN_MILLIS) << Math.min(failures, DOUBLINGS));
    failures++;
    return random.nextInt(MIN_MILLIS, ceiling + 1);
  }

  void succeeded() {
    failures = 0;
  }
}
