package dev.weir.kube;

/** A pod of a table. Times are seconds; ready since below 0 is not ready. */
record FakePod(String name, String revision, long readySince, boolean isDeleted, boolean isGone)
    implements PodStatus {
  private static final long SECOND = 1_000_000_000L;

  static FakePod ready(String name, String revision, long since) {
    return new FakePod(name, revision, since, false, false);
  }

  static FakePod unready(String name, String revision) {
    return ready(name, revision, -1);
  }

  FakePod deleted() {
    return new FakePod(name, revision, readySince, true, false);
  }

  @Override
  public boolean isReady() {
    return readySince >= 0;
  }

  @Override
  public long readySinceNanos() {
    return readySince * SECOND;
  }

  @Override
  public long createdNanos() {
    return 0;
  }

  @Override
  public int restarts() {
    return 0;
  }
}
