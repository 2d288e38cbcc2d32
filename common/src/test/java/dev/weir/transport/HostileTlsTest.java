package dev.weir.transport;

import static dev.weir.transport.SecureListener.assertClosed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.metrics.TlsHandshake;
import dev.weir.tls.TlsEngine;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Those who mean a listener with TLS no good; rows are those of the table of hostile inputs. Each
 * handshake that fails is counted with its reason, and all of a kind have one line in ten seconds.
 */
@Timeout(120)
final class HostileTlsTest {
  /** A record of 9 bytes whose hello would have 16 MiB. */
  private static final byte[] HUGE = HexFormat.of().parseHex("160301000401ffffff");

  private final RefusalLines lines = new RefusalLines();
  @TempDir private Path directory;
  private SecureListener listener;

  @AfterEach
  void close() throws Exception {
    lines.close();
    listener.close();
  }

  @Test
  void row28HellosThatAnnounceALotCostLittleAndEndSoon() throws Exception {
    listener = SecureListener.open(directory, TlsEngine.AUTO);
    List<Socket> peers = new ArrayList<>();
    try {
      openHuge(peers, 50);
      awaitClosed(peers);
      long heap = usedAfterGc();
      long direct = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();

      openHuge(peers, 1_000);
      assertThat(PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory() - direct)
          .isLessThan(16 << 20);
      assertThat(usedAfterGc() - heap).isLessThan(16 << 20);
      awaitClosed(peers);
    } finally {
      for (Socket peer : peers) {
        peer.close();
      }
    }
    await().until(() -> listener.handshakes.size() >= 1_050);
    assertThat(listener.handshakes).doesNotContain(TlsHandshake.COMPLETED);
    // One a loop and kind, and again after ten seconds on a busy machine.
    assertThat(lines.said()).isNotEmpty().hasSizeLessThan(20);
  }

  @Test
  void row29AHundredThousandNamesMakeNoContexts() throws Exception {
    listener = SecureListener.open(directory, TlsEngine.AUTO);
    // Those that the listener is asked for come from here; see CertificatesTest for the count.
    for (int i = 0; i < 200; i++) {
      try (SSLSocket socket = TlsPeers.connect(listener.securePort(), "n" + i + ".named.example")) {
        assertThat(TlsPeers.shown(socket)).isEqualTo(listener.first.certificate());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(value = TlsEngine.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
  void row30OldProtocolsAndPlainBytesAreRefused(TlsEngine engine) throws Exception {
    listener = SecureListener.open(directory, engine);
    try (Socket old = TlsPeers.loopback(listener.securePort())) {
      // A hello of TLS 1.0 with one cipher.
      send(old, "160301002d010000290301" + "00".repeat(32) + "000002002f0100");
      assertClosed(old);
    }
    await().until(() -> listener.handshakes.equals(List.of(TlsHandshake.FAILED)));
    for (String opening : new String[] {"03" + "00".repeat(1536), "474554202f20485454500d0a0d0a"}) {
      try (Socket plain = TlsPeers.loopback(listener.securePort())) {
        send(plain, opening);
        assertClosed(plain);
      }
    }
    await()
        .until(
            () ->
                listener.handshakes.equals(
                    List.of(TlsHandshake.FAILED, TlsHandshake.NOT_TLS, TlsHandshake.NOT_TLS)));
    assertThat(listener.served).isEmpty();
    // What came instead of TLS may have been a key.
    assertThat(lines.said()).allSatisfy(line -> assertThat(line).doesNotContain("474554", "GET"));
  }

  @ParameterizedTest
  @EnumSource(value = TlsEngine.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
  void row30AHelloSplitAcrossRecordsStillGetsTheNameItAsksFor(TlsEngine engine) throws Exception {
    listener = SecureListener.open(directory, engine);
    try (SSLSocket socket =
        TlsPeers.over(
            FirstWrite.split(TlsPeers.loopback(listener.securePort())), "named.example")) {
      assertThat(TlsPeers.shown(socket)).isEqualTo(listener.named.certificate());
    }
  }

  private static void send(Socket socket, String hex) throws IOException {
    socket.getOutputStream().write(HexFormat.of().parseHex(hex));
  }

  private void openHuge(List<Socket> peers, int count) throws IOException {
    peers.clear();
    for (int i = 0; i < count; i++) {
      Socket peer = TlsPeers.loopback(listener.securePort());
      peer.getOutputStream().write(HUGE);
      peers.add(peer);
    }
  }

  private static void awaitClosed(List<Socket> peers) throws IOException {
    for (Socket peer : peers) {
      assertClosed(peer);
      peer.close();
    }
  }

  private static long usedAfterGc() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
