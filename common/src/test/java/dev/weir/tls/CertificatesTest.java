package dev.weir.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CertificatesTest {
  private static final SelfSigned FIRST = SelfSigned.ec(PemFiles.A_YEAR, "first.example");
  private static final SelfSigned SECOND = SelfSigned.ec(PemFiles.A_YEAR, "second.example");
  private static final SelfSigned RSA = SelfSigned.rsa(PemFiles.A_YEAR, "rsa.example");

  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void keysAreReadInEveryForm(TlsEngine engine) throws IOException {
    CertificateFiles ec = PemFiles.write(directory, "", FIRST);
    assertThat(open(engine, ec).forHost(null)).isNotNull();
    PemFiles.key(ec, PemFiles.sec1(FIRST));
    assertThat(open(engine, ec).forHost(null)).isNotNull();
    CertificateFiles rsa = PemFiles.write(directory, "", RSA);
    assertThat(open(engine, rsa).forHost(null)).isNotNull();
    PemFiles.key(rsa, PemFiles.pkcs1(RSA));
    assertThat(open(engine, rsa).forHost(null)).isNotNull();
  }

  @Test
  void whatCannotBeServedIsRefusedInWordsOfTheSettings() throws IOException {
    CertificateFiles files = PemFiles.write(directory, "", FIRST);
    CertificateFiles other = PemFiles.write(directory, "b.example", SECOND);

    PemFiles.key(files, SECOND.keyPem());
    refused("tls.key-file: .* is not the key of the certificate", files);
    PemFiles.key(files, RSA.keyPem());
    refused("tls.key-file: .* has no EC key that can be read", files);
    PemFiles.key(files, "nothing");
    refused("tls.key-file: .* has no private key in PEM form", files);
    PemFiles.key(files, FIRST.keyPem().replace("PRIVATE", "ENCRYPTED PRIVATE"));
    refused("tls.key-file: .* is encrypted; .*", files);
    PemFiles.key(
        files,
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n"
            + "-----END RSA PRIVATE KEY-----\n");
    refused("tls.key-file: .* is encrypted; .*", files);
    PemFiles.key(files, FIRST.keyPem().substring(0, 100));
    refused("tls.key-file: .* is cut off in the middle", files);
    PemFiles.key(files, PemBlock.text("EC PRIVATE KEY", PemFiles.sec1(FIRST, new byte[0])));
    refused("tls.key-file: .* does not name its curve; .*", files);
    Files.delete(files.key());
    refused("tls.key-file: .* does not exist", files);

    FIRST.write(files.certificate(), files.key());
    Files.writeString(files.certificate(), "");
    refused("tls.certificate-file: .* has no certificate in PEM form", files);
    Files.writeString(files.certificate(), FIRST.certificatePem() + SECOND.certificatePem());
    refused("tls.certificate-file: .* certificate 1 is not signed by certificate 2", files);
    Files.writeString(
        files.certificate(), PemBlock.text("CERTIFICATE", new byte[] {0x30, 3, 1, 2, 3}));
    refused("tls.certificate-file: .* has a certificate that cannot be read", files);

    FIRST.write(files.certificate(), files.key());
    PemFiles.key(other, FIRST.keyPem());
    refused("tls.sni: .* is not the key of the certificate", files, other);
  }

  @Test
  void aChainIsServedWhole() throws IOException {
    SelfSigned root = SelfSigned.ec(PemFiles.A_YEAR, "root");
    SelfSigned between = root.issue(PemFiles.A_YEAR, "between");
    SelfSigned leaf = between.issue(PemFiles.A_YEAR, "leaf.example");
    CertificateFiles files = PemFiles.write(directory, "", leaf);
    Certificates certificates = open(TlsEngine.JDK, files);

    var keys = certificates.keyManager();

    assertThat(keys.getCertificateChain("1/0"))
        .containsExactly(leaf.certificate(), between.certificate());
    assertThat(keys.getPrivateKey("1/0")).isEqualTo(leaf.key());
  }

  @Test
  void namesInTheListHaveTheirOwnAndAllOthersShareOne() throws IOException {
    CertificateFiles all = PemFiles.write(directory, "", FIRST);
    CertificateFiles one = PemFiles.write(directory, "second.example", SECOND);
    Certificates certificates = open(TlsEngine.AUTO, all, one);

    SslContext others = certificates.forHost(null);
    assertThat(certificates.forHost("second.example")).isNotSameAs(others);
    assertThat(certificates.forHost("SECOND.example"))
        .isSameAs(certificates.forHost("second.example"));
  }

  @Test
  void row29AHundredThousandNamesUnderAWildcardMakeNoContexts() throws IOException {
    CertificateFiles all =
        PemFiles.write(directory, "", SelfSigned.ec(PemFiles.A_YEAR, "*.second.example"));
    CertificateFiles one = PemFiles.write(directory, "second.example", SECOND);
    Certificates certificates = open(TlsEngine.AUTO, all, one);
    Set<SslContext> contexts = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      contexts.add(certificates.forHost("n" + i + ".second.example"));
    }
    assertThat(contexts).containsExactly(certificates.forHost(null));
  }

  @Test
  void changedFilesAreServedOnceTheyStandStill() throws IOException {
    CertificateFiles files = PemFiles.write(directory, "", FIRST);
    Certificates certificates = open(TlsEngine.AUTO, files);
    SslContext before = certificates.forHost(null);
    assertThat(certificates.look()).isEqualTo(Reload.UNCHANGED);

    Files.writeString(files.certificate(), SECOND.chainPem());
    assertThat(certificates.look()).isEqualTo(Reload.UNCHANGED);
    // The key comes a second later; nobody needs to hear of the time between.
    PemFiles.key(files, SECOND.keyPem());
    assertThat(certificates.look()).isEqualTo(Reload.UNCHANGED);
    assertThat(certificates.forHost(null)).isSameAs(before);
    assertThat(certificates.look()).isEqualTo(Reload.DONE);

    assertThat(certificates.forHost(null)).isNotSameAs(before);
    assertThat(certificates.isFailing()).isFalse();
    assertThat(certificates.look()).isEqualTo(Reload.UNCHANGED);
  }

  @Test
  void badFilesLeaveTheOldOnesAndAreReportedOnce() throws IOException {
    CertificateFiles files = PemFiles.write(directory, "", FIRST);
    Certificates certificates = open(TlsEngine.AUTO, files);
    SslContext before = certificates.forHost(null);
    Instant end = certificates.notAfter();

    PemFiles.key(files, SECOND.keyPem());
    assertThat(lookTwice(certificates)).isEqualTo(Reload.FAILED);
    assertThat(certificates.look()).isEqualTo(Reload.UNCHANGED);
    Files.delete(files.key());
    assertThat(lookTwice(certificates)).isEqualTo(Reload.FAILED);
    SelfSigned.ec(Duration.ofDays(-1), "first.example").write(files.certificate(), files.key());
    assertThat(lookTwice(certificates)).isEqualTo(Reload.FAILED);

    assertThat(certificates.forHost(null)).isSameAs(before);
    assertThat(certificates.notAfter()).isEqualTo(end);
    assertThat(certificates.isFailing()).isTrue();

    FIRST.write(files.certificate(), files.key());
    assertThat(lookTwice(certificates)).isEqualTo(Reload.DONE);
    assertThat(certificates.isFailing()).isFalse();
  }

  @Test
  void anExpiredOneIsServedAtTheStartForThereIsNoOther() throws IOException {
    CertificateFiles files =
        PemFiles.write(directory, "", SelfSigned.ec(Duration.ofDays(-1), "a.example"));

    assertThat(open(TlsEngine.AUTO, files).notAfter()).isBefore(Instant.now());
  }

  @Test
  void aTrustFileFollowsItsFile() throws Exception {
    Path file = directory.resolve("trust.pem");
    Files.writeString(file, FIRST.certificatePem());
    TrustFile trust = TrustFile.open("cluster.tls-trust-file", file);
    assertThat(trust.getAcceptedIssuers()).containsExactly(FIRST.certificate());

    Files.writeString(file, FIRST.certificatePem() + SECOND.certificatePem());
    assertThat(trust.look()).isEqualTo(Reload.UNCHANGED);
    assertThat(trust.look()).isEqualTo(Reload.DONE);
    assertThat(trust.getAcceptedIssuers()).hasSize(2);

    Files.writeString(file, "nothing");
    trust.look();
    assertThat(trust.look()).isEqualTo(Reload.FAILED);
    assertThat(trust.getAcceptedIssuers()).hasSize(2);
    assertThatThrownBy(() -> TrustFile.open("cluster.tls-trust-file", file))
        .isInstanceOf(TlsException.class)
        .hasMessage("cluster.tls-trust-file: " + file + " has no certificate in PEM form");
  }

  private static Reload lookTwice(Certificates certificates) {
    assertThat(certificates.look()).isEqualTo(Reload.UNCHANGED);
    return certificates.look();
  }

  private static Certificates open(TlsEngine engine, CertificateFiles... files) {
    return Certificates.open(List.of(files), engine);
  }

  private static void refused(String message, CertificateFiles... files) {
    assertThatThrownBy(() -> open(TlsEngine.JDK, files))
        .isInstanceOf(TlsException.class)
        .hasMessageMatching(message)
        .hasNoCause();
  }
}
