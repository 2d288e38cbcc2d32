package dev.weir.tls;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whom a dialler believes: the certificates in a PEM file and those that they signed, and nobody
 * else. It follows the file, so that an authority can be exchanged while nodes run: old and new
 * stand in it together for a while.
 */
public final class TrustFile extends X509ExtendedTrustManager {
  private static final Logger LOG = LoggerFactory.getLogger(TrustFile.class);

  private final String setting;
  private final Path file;
  private final WatchedFiles watched;
  private volatile X509ExtendedTrustManager current;

  private TrustFile(String setting, Path file) {
    this.setting = setting;
    this.file = file;
    this.watched = new WatchedFiles(List.of(file));
    this.current = read(watched.take());
  }

  /**
   * Reads the file. Blocks.
   *
   * @param setting that names it, for messages
   * @throws TlsException when it cannot be used
   */
  public static TrustFile open(String setting, Path file) {
    return new TrustFile(setting, file);
  }

  /** Looks whether the file has changed, and uses what is in it. Blocks; one at a time. */
  public synchronized Reload look() {
    return watched.takeChanged().map(this::reload).orElse(Reload.UNCHANGED);
  }

  private Reload reload(WatchedFiles.Contents contents) {
    try {
      current = read(contents);
      LOG.atInfo().addKeyValue("file", file).log("tls-trust-reloaded");
      return Reload.DONE;
    } catch (TlsException e) {
      LOG.atError().addKeyValue("reason", e.getMessage()).log("tls-reload-failed");
      return Reload.FAILED;
    }
  }

  private X509ExtendedTrustManager read(WatchedFiles.Contents contents) {
    if (contents.failed() != null) {
      throw new TlsException(setting + ": " + file + " " + contents.failure());
    }
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (X509Certificate one : ServerCertificate.certificates(contents.bytes().get(file))) {
        store.setCertificateEntry(String.valueOf(number++), one);
      }
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(store);
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509ExtendedTrustManager found) {
          return found;
        }
      }
      throw new IllegalStateException("PKIX without X.509");
    } catch (IllegalArgumentException e) {
      throw new TlsException(setting + ": " + file + " " + e.getMessage());
    } catch (GeneralSecurityException | IOException e) {
      throw new TlsException(setting + ": " + file + " cannot be used");
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    current.checkServerTrusted(chain, type, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    current.checkServerTrusted(chain, type, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    current.checkServerTrusted(chain, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    current.checkClientTrusted(chain, type, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    current.checkClientTrusted(chain, type, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    current.checkClientTrusted(chain, type);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return current.getAcceptedIssuers();
  }
}
