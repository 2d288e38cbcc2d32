package dev.weir.tls;

import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** What a client believes, for tests: the certificates that it is given, and no other. */
public final class ClientTrust {
  private ClientTrust() {}

  /** A context of its own each time, so that no session is there to be resumed. */
  public static SSLContext in(SelfSigned... servers) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {manager(servers)}, null);
    return context;
  }

  /** The same, for those who make the context themselves. */
  public static X509ExtendedTrustManager manager(SelfSigned... servers) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (SelfSigned one : servers) {
      store.setCertificateEntry(one.certificate().getSerialNumber() + "", one.certificate());
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
  }
}
