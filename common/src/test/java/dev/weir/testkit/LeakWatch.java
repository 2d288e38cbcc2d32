package dev.weir.testkit;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Collects what Netty would log as {@code LEAK:}, one text for each place that lost a buffer.
 *
 * <p>Netty finds a lost buffer only after it was garbage collected and when the next one is
 * allocated, which is why {@link #drain()} does both. It reports a place once in a JVM; a leak that
 * two tests share is told for the first of them.
 */
final class LeakWatch {
  /** Collections a drain makes: the first may leave what only a finished reference frees. */
  private static final int ROUNDS = 2;

  private static final long COLLECT_MILLIS = 1_000;

  private static final ConcurrentLinkedQueue<String> LEAKS = new ConcurrentLinkedQueue<>();
  private static final AtomicLong TRACKED = new AtomicLong();

  private LeakWatch() {}

  /**
   * Tracks every buffer from here on. Only detectors that are made later are ours, so this runs
   * before the first class of Netty's buffers is used.
   */
  static void install() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Factory());
  }

  /** The leaks since the last call; empty and cheap when no buffer was allocated since. */
  static List<String> drain() {
    if (TRACKED.getAndSet(0) > 0) {
      for (int round = 0; round < ROUNDS; round++) {
        collectGarbage();
        ByteBufAllocator.DEFAULT.directBuffer(1).release();
      }
      TRACKED.set(0);
    }
    List<String> found = new ArrayList<>();
    for (String leak = LEAKS.poll(); leak != null; leak = LEAKS.poll()) {
      found.add(leak);
    }
    return found;
  }

  private static void collectGarbage() {
    ReferenceQueue<Object> collected = new ReferenceQueue<>();
    WeakReference<Object> canary = new WeakReference<>(new Object(), collected);
    System.gc();
    try {
      if (collected.remove(COLLECT_MILLIS) != canary) {
        throw new IllegalStateException("no garbage collection, so no leak can be seen");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Factory extends ResourceLeakDetectorFactory {
    @Override
    @SuppressWarnings("deprecation") // the one abstract method there is
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
        Class<T> resource, int samplingInterval, long maxActive) {
      return new Detector<>(resource, samplingInterval);
    }
  }

  private static final class Detector<T> extends ResourceLeakDetector<T> {
    Detector(Class<?> resource, int samplingInterval) {
      super(resource, samplingInterval);
    }

    @Override
    public ResourceLeakTracker<T> track(T obj) {
      TRACKED.incrementAndGet();
      return super.track(obj);
    }

    @Override
    protected boolean needReport() {
      return true;
    }

    @Override
    protected void reportTracedLeak(String resourceType, String records) {
      LEAKS.add(resourceType + " was never released" + records);
    }

    @Override
    protected void reportUntracedLeak(String resourceType) {
      LEAKS.add(resourceType + " was never released");
    }
  }
}
