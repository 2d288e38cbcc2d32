package dev.weir.cli;

import dev.weir.cluster.NodeRole;
import dev.weir.config.ClusterSection;
import dev.weir.config.NodeConfig;
import dev.weir.config.SniEntry;
import dev.weir.config.TlsSection;
import dev.weir.node.NodeTls;
import dev.weir.tls.CertificateFiles;
import dev.weir.tls.Certificates;
import dev.weir.tls.TlsEngine;
import dev.weir.tls.TrustFile;
import dev.weir.transport.SecurePort;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509KeyManager;

/** Opens the files that the settings of TLS name. Blocks, before there are event loops. */
final class TlsFiles {
  private TlsFiles() {}

  static NodeTls open(NodeRole role, NodeConfig config) {
    ClusterSection cluster = config.cluster();
    if (cluster.tls() && role == NodeRole.ORIGIN && config.rtmps().port().isEmpty()) {
      throw new StartupException("rtmps.port: is off; with cluster.tls it is what edges dial");
    }
    TlsSection tls = config.tls();
    return new NodeTls(
        tls.isGiven() ? Optional.of(certificates(tls)) : Optional.empty(),
        cluster.tls()
            ? Optional.of(TrustFile.open("cluster.tls-trust-file", Path.of(cluster.tlsTrustFile())))
            : Optional.empty(),
        cluster.tlsName());
  }

  static Optional<SecurePort> port(NodeConfig config, NodeTls tls) {
    return tls.certificates()
        .filter(certificates -> config.rtmps().port().isPresent())
        .map(
            certificates ->
                new SecurePort(
                    config.rtmps().host(),
                    config.rtmps().port().getAsInt(),
                    certificates,
                    (int) config.tls().handshakeTimeout().toMillis()));
  }

  /** What HTTPS shows; empty where HTTP is in the clear. */
  static Optional<X509KeyManager> https(NodeConfig config, NodeTls tls) {
    return tls.certificates()
        .filter(certificates -> config.http().tls())
        .map(Certificates::keyManager);
  }

  private static Certificates certificates(TlsSection tls) {
    List<CertificateFiles> files = new ArrayList<>();
    files.add(pair("", tls.certificateFile(), tls.keyFile()));
    for (SniEntry entry : tls.sni()) {
      files.add(pair(entry.host(), entry.certificateFile(), entry.keyFile()));
    }
    return Certificates.open(files, TlsEngine.valueOf(tls.engine().name()));
  }

  private static CertificateFiles pair(String host, String certificate, String key) {
    return new CertificateFiles(host, Path.of(certificate), Path.of(key));
  }
}
