package dev.weir.tls;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Where a certificate and its key are.
 *
 * @param host the server name (SNI) that it is for, in lower case; empty for all others
 * @param certificate PEM: the server's certificate, then those that signed it
 * @param key PEM: PKCS#8, PKCS#1 or SEC 1, without a passphrase
 */
public record CertificateFiles(String host, Path certificate, Path key) {
  public CertificateFiles {
    Objects.requireNonNull(host);
    Objects.requireNonNull(certificate);
    Objects.requireNonNull(key);
  }

  TlsException certificateIs(String wrong) {
    return wrong(host.isEmpty() ? "tls.certificate-file" : "tls.sni", certificate, wrong);
  }

  TlsException keyIs(String wrong) {
    return wrong(host.isEmpty() ? "tls.key-file" : "tls.sni", key, wrong);
  }

  private static TlsException wrong(String setting, Path file, String wrong) {
    return new TlsException(setting + ": " + file + " " + wrong);
  }
}
