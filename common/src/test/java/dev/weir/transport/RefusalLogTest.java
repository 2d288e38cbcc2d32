package dev.weir.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.metrics.ConnectionLimit;
import dev.weir.metrics.TlsHandshake;
import io.vertx.core.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RefusalLogTest {
  private static final SocketAddress PEER = SocketAddress.inetSocketAddress(5555, "203.0.113.7");

  private final RefusalLines lines = new RefusalLines();
  private final RefusalLog log = new RefusalLog();
  private final long start = System.nanoTime();

  @AfterEach
  void stopListening() {
    lines.close();
  }

  @Test
  void aFloodOfBadHandshakesHasOneLineInTenSeconds() {
    for (int i = 0; i < 10_000; i++) {
      fail(TlsHandshake.FAILED, i / 1_000);
    }
    assertThat(lines.said()).hasSize(1);
    assertThat(lines.said().get(0))
        .isEqualTo(
            "tls-handshake-failed peer=203.0.113.7:5555 unsaid=0 result=FAILED reason=bad record");

    fail(TlsHandshake.FAILED, 10);
    assertThat(lines.said()).hasSize(2);
    assertThat(lines.said().get(1)).contains(" unsaid=9999 ");
    fail(TlsHandshake.FAILED, 20);
    assertThat(lines.said().get(2)).contains(" unsaid=0 ");
  }

  @Test
  void oneKindTakesNoLineFromAnother() {
    fail(TlsHandshake.FAILED, 0);
    fail(TlsHandshake.NOT_TLS, 0);
    fail(TlsHandshake.TIMED_OUT, 0);
    log.refused(ConnectionLimit.PENDING, PEER, start);
    log.refused(ConnectionLimit.CONNECTIONS, PEER, start);
    log.badPreface("no header", PEER, start);
    assertThat(lines.said()).hasSize(6);

    log.refused(ConnectionLimit.PENDING, PEER, start);
    log.badPreface("no header", PEER, start);
    assertThat(lines.said()).hasSize(6);
  }

  private void fail(TlsHandshake result, int second) {
    TlsEntrance.Failure failure = new TlsEntrance.Failure(result, "bad record");
    log.handshakeFailed(failure, PEER, start + TimeUnit.SECONDS.toNanos(second));
  }
}
