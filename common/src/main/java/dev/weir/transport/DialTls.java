package dev.weir.transport;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * How a dialler encrypts.
 *
 * @param trust whom it believes
 * @param serverName that the peers' certificates carry, whatever address is dialled; empty for the
 *     address itself
 */
public record DialTls(X509ExtendedTrustManager trust, String serverName) {
  /** Believes the authorities that come with Java. */
  public static DialTls asJavaBelieves() {
    try {
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init((KeyStore) null);
      return new DialTls((X509ExtendedTrustManager) factory.getTrustManagers()[0], "");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
