package dev.weir.tls;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;

/** What is offered to clients: TLS 1.2 and 1.3, forward secrecy, authenticated ciphers. */
public final class TlsContexts {
  /** By name, in the order of preference. */
  public static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  /** AES with the short key first: every encoder has it, and it costs the least. */
  public static final List<String> CIPHERS =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  /** Sessions that may be resumed; each holds a few kilobytes. */
  private static final int SESSIONS = 4_096;

  private static final String RENEGOTIATION = "jdk.tls.rejectClientInitiatedRenegotiation";

  static {
    // With TLS 1.2 a client could ask the JDK for handshake after handshake on one connection.
    if (System.getProperty(RENEGOTIATION) == null) {
      System.setProperty(RENEGOTIATION, "true");
    }
  }

  private TlsContexts() {}

  static SslContext server(ServerCertificate served, TlsEngine engine) throws SSLException {
    return SslContextBuilder.forServer(served.key(), served.chain().toArray(new X509Certificate[0]))
        .sslProvider(engine.provider())
        .protocols(PROTOCOLS)
        .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
        .sessionCacheSize(SESSIONS)
        .build();
  }
}
