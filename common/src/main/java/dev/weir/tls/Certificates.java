package dev.weir.tls;

import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates that a node serves. All of them are exchanged together when their files change,
 * and only for others that can be used; connections that exist keep what they were made with.
 *
 * <p>There is one context for each pair of files, and none is ever made for a name that a client
 * sends.
 */
public final class Certificates {
  private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);
  private static final Duration SOON = Duration.ofDays(14);

  private final List<CertificateFiles> files;
  private final TlsEngine engine;
  private final WatchedFiles watched;
  private final ServedKeys keys = new ServedKeys();
  private volatile Generation current;
  private volatile boolean failing;

  private Certificates(List<CertificateFiles> files, TlsEngine engine) {
    this.files = List.copyOf(files);
    this.engine = engine;
    this.watched =
        new WatchedFiles(
            files.stream().flatMap(pair -> Stream.of(pair.certificate(), pair.key())).toList());
  }

  /** What is served at a time. */
  private record Generation(SslContext others, Map<String, SslContext> byHost, Instant notAfter) {}

  /**
   * Reads the files. Blocks.
   *
   * @param files the pair for clients that name no host or one that is not in the list comes first
   * @throws TlsException naming the setting, when something is wrong with them
   */
  public static Certificates open(List<CertificateFiles> files, TlsEngine engine) {
    Certificates certificates = new Certificates(files, engine);
    certificates.use(certificates.watched.take(), false);
    return certificates;
  }

  /** What to talk to a client with that asks for this name; null when it names none. Any thread. */
  public SslContext forHost(@Nullable String host) {
    Generation now = current;
    return host == null
        ? now.others
        : now.byHost.getOrDefault(host.toLowerCase(Locale.ROOT), now.others);
  }

  /** The same certificates for the JDK's engine, kept up to date. */
  public X509ExtendedKeyManager keyManager() {
    return keys;
  }

  /** When the first of them ends. */
  public Instant notAfter() {
    return current.notAfter;
  }

  /** Whether the files hold something that cannot be used. */
  public boolean isFailing() {
    return failing;
  }

  /** Looks whether the files have changed, and uses what is in them. Blocks; one at a time. */
  public synchronized Reload look() {
    return watched.takeChanged().map(this::reload).orElse(Reload.UNCHANGED);
  }

  private Reload reload(WatchedFiles.Contents contents) {
    try {
      use(contents, true);
      failing = false;
      LOG.atInfo().addKeyValue("expires", current.notAfter).log("tls-reloaded");
      return Reload.DONE;
    } catch (TlsException e) {
      failing = true;
      LOG.atError().addKeyValue("reason", e.getMessage()).log("tls-reload-failed");
      return Reload.FAILED;
    }
  }

  private void use(WatchedFiles.Contents contents, boolean instead) {
    if (contents.failed() != null) {
      throw unreadable(contents);
    }
    Instant now = Instant.now();
    List<ServerCertificate> all = new ArrayList<>();
    for (CertificateFiles pair : files) {
      ServerCertificate read = ServerCertificate.read(pair, contents.bytes());
      // At the start there is nothing better; later there may be.
      if (instead && (read.notAfter().isBefore(now) || read.notBefore().isAfter(now))) {
        throw pair.certificateIs(
            "is valid from %s to %s only".formatted(read.notBefore(), read.notAfter()));
      }
      all.add(read);
    }
    current = generation(all);
    keys.serve(files, all);
    if (current.notAfter.isBefore(now.plus(SOON))) {
      LOG.atWarn().addKeyValue("expires", current.notAfter).log("tls-certificate-expires");
    }
  }

  private Generation generation(List<ServerCertificate> all) {
    Map<String, SslContext> contexts = new HashMap<>();
    for (int i = 0; i < all.size(); i++) {
      try {
        contexts.put(files.get(i).host(), TlsContexts.server(all.get(i), engine));
      } catch (SSLException | IllegalArgumentException e) {
        throw files.get(i).certificateIs("cannot be served: " + e.getMessage());
      }
    }
    Instant end = all.stream().map(ServerCertificate::notAfter).min(Instant::compareTo).get();
    return new Generation(contexts.get(files.get(0).host()), Map.copyOf(contexts), end);
  }

  private TlsException unreadable(WatchedFiles.Contents contents) {
    for (CertificateFiles pair : files) {
      if (pair.certificate().equals(contents.failed())) {
        return pair.certificateIs(contents.failure());
      } else if (pair.key().equals(contents.failed())) {
        return pair.keyIs(contents.failure());
      }
    }
    throw new IllegalStateException("not one of ours: " + contents.failed());
  }
}
