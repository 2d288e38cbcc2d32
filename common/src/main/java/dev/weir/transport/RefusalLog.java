package dev.weir.transport;

import dev.weir.metrics.ConnectionLimit;
import dev.weir.rtmp.RtmpError;
import io.vertx.core.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Says who is not let in, but not at the pace of a flood: one line in ten seconds for each limit,
 * and for each way to end without TLS. {@code unsaid} is how many had none since the last one.
 */
final class RefusalLog {
  private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Map<Enum<?>, Pace> paces = new HashMap<>();

  /** Of one kind of lines. */
  private static final class Pace {
    private long saidNanos;
    private int unsaid;

    Pace(long nowNanos) {
      saidNanos = nowNanos - PAUSE_NANOS;
    }
  }

  /** A limit on connections was reached. */
  void refused(ConnectionLimit limit, SocketAddress peer, long nowNanos) {
    if (admits(limit, nowNanos)) {
      line(limit, peer).addKeyValue("limit", limit).log("connection-refused");
    }
  }

  /** A client did not get keys. */
  void handshakeFailed(TlsEntrance.Failure failure, SocketAddress peer, long nowNanos) {
    if (admits(failure.result(), nowNanos)) {
      line(failure.result(), peer)
          .addKeyValue("result", failure.result())
          .addKeyValue("reason", failure.reason())
          .log("tls-handshake-failed");
    }
  }

  /** A balancer did not say whose connection it passes on. */
  void badPreface(String reason, SocketAddress peer, long nowNanos) {
    if (admits(RtmpError.BAD_PROXY_HEADER, nowNanos)) {
      line(RtmpError.BAD_PROXY_HEADER, peer)
          .addKeyValue("error", RtmpError.BAD_PROXY_HEADER)
          .addKeyValue("detail", reason)
          .log("protocol-error");
    }
  }

  private boolean admits(Enum<?> kind, long nowNanos) {
    Pace pace = paces.computeIfAbsent(kind, first -> new Pace(nowNanos));
    if (nowNanos - pace.saidNanos < PAUSE_NANOS) {
      pace.unsaid++;
      return false;
    }
    pace.saidNanos = nowNanos;
    return true;
  }

  private LoggingEventBuilder line(Enum<?> kind, SocketAddress peer) {
    Pace pace = paces.get(kind);
    int unsaid = pace.unsaid;
    pace.unsaid = 0;
    return LOG.atInfo().addKeyValue("peer", peer).addKeyValue("unsaid", unsaid);
  }
}
