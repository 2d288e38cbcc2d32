package dev.weir.transport;

import dev.weir.tls.CertificateFiles;
import dev.weir.tls.Certificates;
import dev.weir.tls.SelfSigned;
import dev.weir.tls.TlsEngine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Both sides of TLS in tests: certificates in files, and clients of the JDK. */
final class TlsPeers {
  static final SelfSigned LOOPBACK = made("127.0.0.1", "localhost");

  private TlsPeers() {}

  static SelfSigned made(String... names) {
    return SelfSigned.ec(Duration.ofDays(30), names);
  }

  static CertificateFiles files(Path directory, String host) {
    return new CertificateFiles(
        host, directory.resolve(host + "cert.pem"), directory.resolve(host + "key.pem"));
  }

  /** Serves these from files of their own. */
  static Certificates certificates(TlsEngine engine, SelfSigned made) throws IOException {
    Path directory = Files.createTempDirectory("weir-tls");
    CertificateFiles files = files(directory, "");
    made.write(files.certificate(), files.key());
    try {
      return Certificates.open(List.of(files), engine);
    } finally {
      Files.delete(files.certificate());
      Files.delete(files.key());
      Files.delete(directory);
    }
  }

  /** Connected, and with keys, by the protocols of this list. */
  static SSLSocket connect(int port, String serverName, String... protocols) throws Exception {
    return over(loopback(port), serverName, protocols);
  }

  static SSLSocket over(Socket below, String serverName, String... protocols) throws Exception {
    SSLSocket socket = (SSLSocket) anyServer().createSocket(below, "x", below.getPort(), true);
    if (protocols.length > 0) {
      socket.setEnabledProtocols(protocols);
    }
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(
        serverName.isEmpty() ? List.of() : List.of(new SNIHostName(serverName)));
    socket.setSSLParameters(parameters);
    try {
      socket.startHandshake();
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    return socket;
  }

  static Socket loopback(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(15_000);
    return socket;
  }

  static X509Certificate shown(SSLSocket socket) throws IOException {
    return (X509Certificate) socket.getSession().getPeerCertificates()[0];
  }

  private static SSLSocketFactory anyServer() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Credulous()}, null);
    return context.getSocketFactory();
  }

  /** Believes everything. */
  private static final class Credulous extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
