package dev.weir.stream;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;

/** An event loop that runs a task when the test says so, and a clock that goes when it says so. */
final class FakeLoop implements LoopTimer {
  private record Timer(long due, Runnable task) {}

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final List<Timer> timers = new ArrayList<>();
  private final Context context =
      (Context)
          Proxy.newProxyInstance(
              FakeLoop.class.getClassLoader(),
              new Class<?>[] {Context.class},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "runOnContext" -> tasks.add(() -> run(arguments[0])) ? null : null;
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "toString" -> "loop";
                    default -> throw new UnsupportedOperationException(method.getName());
                  });
  private long millis;

  Context context() {
    return context;
  }

  /** As the pace of this loop: what it wants merged. */
  LoopPace pace(int mergeMillis) {
    return new LoopPace() {
      @Override
      public int mergeMillis() {
        return mergeMillis;
      }

      @Override
      public long nowNanos() {
        return FakeLoop.this.nowNanos();
      }

      @Override
      public void after(long delay, Runnable task) {
        FakeLoop.this.after(delay, task);
      }
    };
  }

  boolean isIdle() {
    return tasks.isEmpty();
  }

  /** Runs the oldest task; false when there is none. */
  boolean step() {
    Runnable task = tasks.poll();
    if (task != null) {
      task.run();
    }
    return task != null;
  }

  void runAll() {
    while (step()) {
      // Tasks may add tasks.
    }
  }

  static void runAll(FakeLoop... loops) {
    boolean ran;
    do {
      ran = false;
      for (FakeLoop loop : loops) {
        ran |= loop.step();
      }
    } while (ran);
  }

  /** Lets time pass; timers that are due become tasks. */
  void advance(long by) {
    millis += by;
    timers.sort(Comparator.comparingLong(Timer::due));
    while (!timers.isEmpty() && timers.get(0).due() <= millis) {
      tasks.add(timers.remove(0).task());
    }
  }

  @Override
  public long nowNanos() {
    return millis * 1_000_000;
  }

  @Override
  public void after(long delay, Runnable task) {
    timers.add(new Timer(millis + delay, task));
  }

  @SuppressWarnings("unchecked")
  private static void run(Object handler) {
    ((Handler<Void>) handler).handle(null);
  }
}
