package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.metrics.ApiRefusal;
import dev.weir.tls.CertificateFiles;
import dev.weir.tls.Certificates;
import dev.weir.tls.ClientTrust;
import dev.weir.tls.Reload;
import dev.weir.tls.SelfSigned;
import dev.weir.tls.TlsEngine;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The HTTP server with certificates. */
@ExtendWith(VertxExtension.class)
final class HttpsTest {
  private static final SelfSigned FIRST = SelfSigned.ec(Duration.ofDays(30), "127.0.0.1");
  private static final SelfSigned SECOND = SelfSigned.rsa(Duration.ofDays(30), "127.0.0.1");

  @TempDir private Path directory;

  private final FakeNode fake = new FakeNode("origin-a", "origin");
  private CertificateFiles files;
  private Certificates certificates;

  @BeforeEach
  void make() throws IOException {
    files = new CertificateFiles("", directory.resolve("c.pem"), directory.resolve("k.pem"));
    FIRST.write(files.certificate(), files.key());
    certificates = Certificates.open(List.of(files), TlsEngine.AUTO);
  }

  @Test
  void certificatesAreServedAndFollowTheirFiles(Vertx vertx) throws Exception {
    ServedNode node = serve(vertx, ApiAccess.OPEN, HttpSettings.at("127.0.0.1", 0));
    int port = node.server().port();

    assertThat(shown(port)).isEqualTo(FIRST.certificate());
    SECOND.write(files.certificate(), files.key());
    assertThat(certificates.look()).isEqualTo(Reload.UNCHANGED);
    assertThat(certificates.look()).isEqualTo(Reload.DONE);
    assertThat(shown(port)).isEqualTo(SECOND.certificate());
    assertThatThrownBy(() -> node.get("/health/live")).isInstanceOf(IOException.class);
  }

  @Test
  void theApiWantsItsTokensOverHttpsToo(Vertx vertx) throws Exception {
    ApiAccess access = ApiAccess.tokens(Map.of(ApiScope.READ, List.of("reads")));
    for (HttpSettings settings :
        List.of(HttpSettings.at("127.0.0.1", 0), HttpSettings.api("127.0.0.1", 0))) {
      fake.refusals.clear();
      int port = serve(vertx, access, settings).server().port();

      assertThat(get(port, "/api/v1/streams").statusCode()).isEqualTo(401);
      assertThat(get(port, "/api/v1/streams", "Authorization", "Bearer guess").statusCode())
          .isEqualTo(401);
      assertThat(get(port, "/api/v1/streams", "Authorization", "Bearer reads").statusCode())
          .isEqualTo(200);
      assertThat(fake.refusals).containsExactly(ApiRefusal.NO_TOKEN, ApiRefusal.WRONG_TOKEN);
      // A page that this very node served is not of another site.
      String[] fromHere = {"Authorization", "Bearer reads", "Origin", "https://127.0.0.1:" + port};
      assertThat(get(port, "/api/v1/streams", fromHere).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void row28AndRow30HugeHellosAndPlainBytesEndAndCostNobodyElseAnything(Vertx vertx)
      throws Exception {
    int port = serve(vertx, ApiAccess.OPEN, HttpSettings.at("127.0.0.1", 0)).server().port();
    for (String opening : List.of("160301000401ffffff", "474554202f20485454502f312e310d0a0d0a")) {
      List<Socket> peers = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        Socket peer = new Socket("127.0.0.1", port);
        peer.setSoTimeout(20_000);
        peer.getOutputStream().write(HexFormat.of().parseHex(opening));
        peers.add(peer);
      }
      for (Socket peer : peers) {
        try (peer) {
          assertThat(peer.getInputStream().readAllBytes()).hasSizeLessThan(64);
        } catch (SocketException reset) {
          assertThat(reset).hasMessageContaining("reset");
        }
      }
    }
    assertThat(shown(port)).isEqualTo(FIRST.certificate());
  }

  private ServedNode serve(Vertx vertx, ApiAccess access, HttpSettings settings) throws Exception {
    return ServedNode.start(
        vertx,
        fake,
        () -> Future.succeededFuture(List.of()),
        access,
        settings.with(Optional.of(certificates.keyManager())),
        List.of());
  }

  private static X509Certificate shown(int port) throws Exception {
    HttpResponse<String> answer = get(port, "/health/live");
    assertThat(answer.statusCode()).isEqualTo(200);
    return (X509Certificate) answer.sslSession().orElseThrow().getPeerCertificates()[0];
  }

  /** Asks with a client of its own, which has no session to resume. */
  private static HttpResponse<String> get(int port, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(10));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HttpClient.newBuilder()
        .sslContext(ClientTrust.in(FIRST, SECOND))
        .build()
        .send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
