package dev.weir.kube;

/** What a controller goes by. */
interface PodStatus {
  String name();

  /** Which version of the template it has. */
  String revision();

  /** Answers its readiness probe, whether or not it is deleted. */
  boolean isReady();

  /** Since when it is; {@link System#nanoTime}. */
  long readySinceNanos();

  long createdNanos();

  int restarts();

  /** Somebody wants it to end; it may still serve. */
  boolean isDeleted();

  /** Nothing is left of it. */
  boolean isGone();

  /** Ready for as long as it takes to be trusted. */
  default boolean isAvailable(long minReadyNanos, long nowNanos) {
    return isReady() && nowNanos - readySinceNanos() >= minReadyNanos;
  }
}
