package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.tls.CertificateFiles;
import dev.weir.tls.Certificates;
import dev.weir.tls.Reload;
import dev.weir.tls.SelfSigned;
import dev.weir.tls.TlsEngine;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The HTTP server with certificates. */
@ExtendWith(VertxExtension.class)
final class HttpsTest {
  private static final SelfSigned FIRST = SelfSigned.ec(Duration.ofDays(30), "127.0.0.1");
  private static final SelfSigned SECOND = SelfSigned.rsa(Duration.ofDays(30), "127.0.0.1");

  @TempDir private Path directory;

  @Test
  void certificatesAreServedAndFollowTheirFiles(Vertx vertx) throws Exception {
    CertificateFiles files =
        new CertificateFiles("", directory.resolve("c.pem"), directory.resolve("k.pem"));
    FIRST.write(files.certificate(), files.key());
    Certificates certificates = Certificates.open(List.of(files), TlsEngine.AUTO);
    ServedNode node =
        ServedNode.start(
            vertx,
            new FakeNode("origin-a", "origin"),
            () -> Future.succeededFuture(List.of()),
            ApiAccess.OPEN,
            HttpSettings.at("127.0.0.1", 0).with(Optional.of(certificates.keyManager())),
            List.of());
    int port = node.server().port();

    assertThat(shown(port)).isEqualTo(FIRST.certificate());
    SECOND.write(files.certificate(), files.key());
    assertThat(certificates.look()).isEqualTo(Reload.UNCHANGED);
    assertThat(certificates.look()).isEqualTo(Reload.DONE);
    assertThat(shown(port)).isEqualTo(SECOND.certificate());
    assertThatThrownBy(() -> node.get("/health/live")).isInstanceOf(IOException.class);
  }

  /** Asks with a client of its own, which has no session to resume. */
  private static X509Certificate shown(int port) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("first", FIRST.certificate());
    store.setCertificateEntry("second", SECOND.certificate());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    HttpResponse<String> answer =
        HttpClient.newBuilder()
            .sslContext(context)
            .build()
            .send(
                HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/health/live"))
                    .timeout(Duration.ofSeconds(10))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return (X509Certificate) answer.sslSession().orElseThrow().getPeerCertificates()[0];
  }
}
