package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.tls.ClientTrust;
import dev.weir.tls.SelfSigned;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** RTMP inside TLS with real nodes: to clients, between nodes, and while certificates change. */
@Timeout(300)
final class RtmpsIT {
  private static final int SECONDS = 12;
  private static final int PACKETS_A_SECOND = 71;
  private static final Duration VALIDITY = Duration.ofDays(30);
  private static final Duration SWAP = Duration.ofSeconds(5);
  private static final SelfSigned FIRST = SelfSigned.ec(VALIDITY, NodeProcess.HOST);
  private static final SelfSigned SECOND = SelfSigned.rsa(VALIDITY, NodeProcess.HOST);

  @TempDir private static Path directory;
  private static Path certificate;
  private static Path key;
  private static NodeProcess origin;
  private static NodeProcess edge;

  @BeforeAll
  static void start() throws IOException {
    certificate = directory.resolve("cert.pem");
    key = directory.resolve("key.pem");
    FIRST.write(certificate, key);
    Files.writeString(
        directory.resolve("trust.pem"), FIRST.certificatePem() + SECOND.certificatePem());
    origin = NodeProcess.origin("tls-origin", settings());
    origin.expect("tls-reload-failed");
    edge = NodeProcess.edge("tls-edge", origin.awaitReady(), settings());
    edge.expect("tls-reload-failed");
    edge.awaitReady();
  }

  @AfterAll
  static void stop() {
    edge.close();
    origin.close();
  }

  private static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("WEIR_RTMPS_HOST", NodeProcess.HOST);
    settings.put("WEIR_RTMPS_PORT", "0");
    settings.put("WEIR_TLS_CERTIFICATE_FILE", certificate.toString());
    settings.put("WEIR_TLS_KEY_FILE", key.toString());
    settings.put("WEIR_CLUSTER_TLS", "true");
    settings.put("WEIR_CLUSTER_TLS_TRUST_FILE", directory.resolve("trust.pem").toString());
    return settings;
  }

  @Test
  void ffmpegPublishesAndPlaysOverTlsAndNodesPullOverIt() throws Exception {
    Tool ffmpeg = Tool.require("ffmpeg with TLS", Tool.systemFfmpeg().filter(Tool::speaksRtmps));
    Path published = Tool.recording("rtmps-published.hash");
    Path atEdge = Tool.recording("rtmps-edge.hash");
    Path atOrigin = Tool.recording("rtmps-origin.hash");
    String stream = "live/rtmps";
    double before = handshakes(origin);
    try (Tool.Running player =
            ffmpeg.start("rtmps-play", FrameHash.arguments(rtmps(edge, stream), atEdge));
        Tool.Running publisher =
            Clips.publishSample(
                ffmpeg, "rtmps-publish", SECONDS, rtmps(origin, stream), published);
        Tool.Running other =
            ffmpeg.start("rtmps-play-2", FrameHash.arguments(rtmps(origin, stream), atOrigin))) {
      assertThat(publisher.awaitExit(3 * SECONDS)).as(publisher::log).isZero();
      player.end(5);
      other.end(5);
      PacketLog sent = PacketLog.ofFrameHash(published);
      PacketLog.ofFrameHash(atEdge).assertIsRestOf(sent, (SECONDS - 5) * PACKETS_A_SECOND);
      PacketLog.ofFrameHash(atOrigin).assertIsRestOf(sent, (SECONDS - 5) * PACKETS_A_SECOND);
    }
    // The publisher, its player, and the edge.
    assertThat(handshakes(origin) - before).isGreaterThanOrEqualTo(3);
  }

  @Test
  void aPublisherAtAnEdgeIsPassedOnOverTls() {
    double before = handshakes(origin);
    try (Bench bench = new Bench()) {
      Bench.Publishing publishing = bench.publish(edge.rtmp("live/knock-tls"), Clips.noise());
      PlayProbe player = bench.record(origin.rtmp("live/knock-tls"));
      assertThat(player.firstKeyFrame()).succeedsWithin(10, TimeUnit.SECONDS);
      await().until(() -> player.messages() > 200);
      publishing.stop();
      assertThat(player.ended()).succeedsWithin(20, TimeUnit.SECONDS);
      player.packets().assertIsRestOf(publishing.sent(), 100);
    }
    assertThat(handshakes(origin) - before).isEqualTo(1);
  }

  @Test
  void anEdgeThatDoesNotBelieveTheOriginServesNothingOfItsOwn() throws IOException {
    Path stranger = directory.resolve("stranger.pem");
    Files.writeString(stranger, SelfSigned.ec(VALIDITY, NodeProcess.HOST).certificatePem());
    Map<String, String> settings = settings();
    settings.put("WEIR_CLUSTER_TLS_TRUST_FILE", stranger.toString());
    settings.put("WEIR_PLAY_HOLD", "2s");
    try (NodeProcess wary = NodeProcess.edge("tls-wary", origin, settings);
        Bench bench = new Bench()) {
      bench.publish(origin.rtmp("live/wary"), Clips.noise());
      PlayProbe player = bench.record(wary.rtmp("live/wary"));
      await().atMost(20, TimeUnit.SECONDS).until(() -> player.closed().isDone());
      assertThat(player.messages()).isZero();
    }
  }

  @Test
  void encryptionProvesNobodyToBeANode() {
    Map<String, String> settings = settings();
    settings.put("WEIR_CLUSTER_SECRET", "another-secret-of-16");
    settings.put("WEIR_PLAY_HOLD", "2s");
    double before = handshakes(origin);
    try (NodeProcess stranger = NodeProcess.edge("tls-stranger", origin, settings);
        Bench bench = new Bench()) {
      bench.publish(origin.rtmp("live/proven"), Clips.noise());
      PlayProbe player = bench.record(stranger.rtmp("live/proven"));
      await().atMost(20, TimeUnit.SECONDS).until(() -> player.closed().isDone());
      assertThat(player.messages()).isZero();
      assertThat(stranger.log())
          .anyMatch(line -> line.contains("pull-failed") && line.contains("cluster.secret"));
    }
    assertThat(handshakes(origin) - before).isPositive();
  }

  @Test
  void theApiAndItsTokensGoOverHttps() throws Exception {
    Map<String, String> settings = settings();
    settings.put("WEIR_HTTP_TLS", "true");
    settings.put("WEIR_API_PORT", "0");
    try (NodeProcess node = NodeProcess.origin("tls-api", settings).awaitReady()) {
      HttpClient client = HttpClient.newBuilder().sslContext(ClientTrust.in(FIRST, SECOND)).build();
      String token = "Bearer " + NodeProcess.API_TOKEN;

      assertThat(status(client, "https", node, "http", "/health/ready", token)).isEqualTo(200);
      assertThat(status(client, "https", node, "api", "/api/v1/nodes", token)).isEqualTo(200);
      assertThat(status(client, "https", node, "api", "/api/v1/nodes", "Bearer x")).isEqualTo(401);
      for (String port : new String[] {"http", "api"}) {
        assertThatThrownBy(() -> status(client, "http", node, port, "/health/ready", token))
            .isInstanceOf(IOException.class);
      }
    }
  }

  private static int status(
      HttpClient client, String scheme, NodeProcess node, String port, String path, String token)
      throws Exception {
    URI uri = URI.create(scheme + "://" + NodeProcess.HOST + ":" + node.port(port) + path);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", token)
            .build();
    return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  @Test
  void aNewCertificateIsServedSoonABadOneNeverAndNobodyIsDropped() throws Exception {
    try (Bench bench = new Bench()) {
      Bench.Publishing publishing = bench.publish(origin.rtmp("live/swap"), Clips.noise());
      PlayProbe player = bench.record(edge.rtmp("live/swap"));
      assertThat(player.firstKeyFrame()).succeedsWithin(10, TimeUnit.SECONDS);

      SECOND.write(certificate, key);
      awaitShown(SECOND);
      double failures = origin.metric("weir_tls_reload_failures_total");
      assertThat(origin.metric("weir_tls_certificate_expiry_timestamp_seconds"))
          .isEqualTo(SECOND.certificate().getNotAfter().getTime() / 1e3);
      // The key of another one, as after a copy that was torn off.
      Files.writeString(key, FIRST.keyPem());
      await()
          .atMost(SWAP)
          .until(() -> origin.metric("weir_tls_reload_failures_total") == failures + 1);
      assertThat(origin.metric("weir_tls_reload_failing")).isEqualTo(1);
      assertThat(shown(origin)).isEqualTo(SECOND.certificate());
      assertThat(origin.log()).anyMatch(line -> line.contains("tls-reload-failed"));
      FIRST.write(certificate, key);
      awaitShown(FIRST);
      assertThat(origin.metric("weir_tls_reload_failing")).isZero();

      assertThat(player.closed()).isNotDone();
      publishing.stop();
      assertThat(player.ended()).succeedsWithin(20, TimeUnit.SECONDS);
      player.packets().assertIsRestOf(publishing.sent(), 50);
    }
  }

  private static void awaitShown(SelfSigned expected) {
    long begun = System.nanoTime();
    await().atMost(SWAP).until(() -> shown(origin).equals(expected.certificate()));
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SWAP);
  }

  private static X509Certificate shown(NodeProcess node) throws Exception {
    try (SSLSocket socket = connect(node)) {
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  private static SSLSocket connect(NodeProcess node) throws Exception {
    Socket plain = new Socket(NodeProcess.HOST, node.port("rtmps"));
    SSLSocket socket =
        (SSLSocket)
            ClientTrust.in(FIRST, SECOND)
                .getSocketFactory()
                .createSocket(plain, NodeProcess.HOST, plain.getPort(), true);
    socket.setSoTimeout(10_000);
    socket.startHandshake();
    return socket;
  }

  private static double handshakes(NodeProcess node) {
    return node.metric("weir_tls_handshakes_total", "result=\"completed\"");
  }

  private static String rtmps(NodeProcess node, String stream) {
    return "rtmps://" + NodeProcess.HOST + ":" + node.port("rtmps") + "/" + stream;
  }
}
