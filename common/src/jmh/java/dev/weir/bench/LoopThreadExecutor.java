package dev.weir.bench;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs benches on threads of the kind that event loops are: on any other, Netty's pools of buffers
 * and of recycled objects go their slow way.
 */
public final class LoopThreadExecutor extends ThreadPoolExecutor {
  /** The signature that JMH looks for. */
  public LoopThreadExecutor(int threads, String prefix) {
    super(
        threads,
        threads,
        0,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(),
        new DefaultThreadFactory(prefix));
  }
}
