package dev.weir.transport;

import dev.weir.metrics.ConnectionLimit;
import io.vertx.core.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says who is refused, but not at the pace of a flood: one line a limit in ten seconds. */
final class RefusalLog {
  private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final long[] saidNanos = new long[ConnectionLimit.values().length];
  private final int[] unsaid = new int[ConnectionLimit.values().length];
  private final boolean[] spoke = new boolean[ConnectionLimit.values().length];

  void log(ConnectionLimit limit, SocketAddress peer, long nowNanos) {
    int i = limit.ordinal();
    if (spoke[i] && nowNanos - saidNanos[i] < PAUSE_NANOS) {
      unsaid[i]++;
      return;
    }
    LOG.atInfo()
        .addKeyValue("peer", peer)
        .addKeyValue("limit", limit)
        .addKeyValue("unsaid", unsaid[i])
        .log("connection-refused");
    spoke[i] = true;
    saidNanos[i] = nowNanos;
    unsaid[i] = 0;
  }
}
