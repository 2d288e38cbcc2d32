package dev.weir.config;

import java.time.Duration;
import java.util.List;

/** What clients are shown where TLS is spoken. */
public record TlsSection(
    @Setting(
            kind = Kind.FILE_OR_EMPTY,
            value = "",
            meaning =
                "PEM file of the certificate, then of those that signed it; read again when it "
                    + "changes")
        String certificateFile,
    @Setting(
            kind = Kind.FILE_OR_EMPTY,
            value = "",
            meaning = "PEM file of its key, without a passphrase")
        String keyFile,
    @Setting(
            kind = Kind.SNI,
            value = "",
            meaning =
                "HOST=CERTIFICATE-FILE,KEY-FILE for other server names, likewise; commas or a "
                    + "YAML list")
        List<SniEntry> sni,
    @Setting(
            kind = Kind.DURATION,
            value = "10s",
            min = "1s",
            max = "1m",
            meaning = "an RTMPS client that has not agreed on keys for this long is closed")
        Duration handshakeTimeout,
    @Setting(
            kind = Kind.CHOICE,
            value = "auto",
            meaning =
                "who encrypts RTMPS: jdk, openssl (BoringSSL), or auto: openssl if it is there")
        TlsEngineChoice engine) {

  /** Whether there is a certificate. */
  public boolean isGiven() {
    return !certificateFile.isEmpty();
  }

  /** Throws {@link ConfigException} when settings of TLS do not go together. */
  static void check(NodeConfig config) {
    TlsSection tls = config.tls();
    if (tls.isGiven() && tls.keyFile().isEmpty()) {
      throw new ConfigException("tls.key-file", "is missing beside tls.certificate-file");
    }
    require(tls, config.rtmps().port().isPresent(), "rtmps.port");
    require(tls, config.http().tls(), "http.tls");
    require(tls, !tls.keyFile().isEmpty(), "tls.key-file");
    require(tls, !tls.sni().isEmpty(), "tls.sni");
    boolean served = config.http().port().isPresent() || config.api().port().isPresent();
    if (config.http().tls() && !served) {
      throw new ConfigException("http.tls", "needs http.port or api.port, which are off");
    }
    if (config.cluster().tls() && config.cluster().tlsTrustFile().isEmpty()) {
      throw new ConfigException(
          "cluster.tls-trust-file", "is missing; cluster.tls needs to know whom to believe");
    }
  }

  private static void require(TlsSection tls, boolean used, String key) {
    if (used && !tls.isGiven()) {
      throw new ConfigException("tls.certificate-file", "is missing; " + key + " needs it");
    }
  }
}
