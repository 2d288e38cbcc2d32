package dev.weir.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Gives the JDK's engine the certificates of the moment. An engine first asks for a name and then
 * for the certificate and the key of that name, so those of the time before are kept, too.
 */
final class ServedKeys extends X509ExtendedKeyManager {
  private volatile Map<String, ServerCertificate> present = Map.of();
  private volatile Map<String, ServerCertificate> former = Map.of();

  /** By host; the empty one for all others. */
  private volatile Map<String, String> names = Map.of();

  private int generation;

  void serve(List<CertificateFiles> files, List<ServerCertificate> all) {
    generation++;
    Map<String, ServerCertificate> next = new HashMap<>();
    Map<String, String> nextNames = new HashMap<>();
    for (int i = 0; i < all.size(); i++) {
      String name = generation + "/" + i;
      next.put(name, all.get(i));
      nextNames.put(files.get(i).host(), name);
    }
    former = present;
    present = Map.copyOf(next);
    names = Map.copyOf(nextNames);
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal[] issuers, SSLEngine engine) {
    Map<String, String> now = names;
    String name = now.getOrDefault(requested(engine.getHandshakeSession()), now.get(""));
    ServerCertificate served = find(name);
    return served != null && served.key().getAlgorithm().equals(keyType) ? name : null;
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String name) {
    ServerCertificate served = find(name);
    return served == null ? null : served.chain().toArray(new X509Certificate[0]);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String name) {
    ServerCertificate served = find(name);
    return served == null ? null : served.key();
  }

  private @Nullable ServerCertificate find(@Nullable String name) {
    if (name == null) {
      return null;
    }
    ServerCertificate now = present.get(name);
    return now != null ? now : former.get(name);
  }

  private static String requested(SSLSession session) {
    if (session instanceof ExtendedSSLSession extended) {
      for (SNIServerName name : extended.getRequestedServerNames()) {
        if (name instanceof SNIHostName host) {
          return host.getAsciiName().toLowerCase(Locale.ROOT);
        }
      }
    }
    return "";
  }

  @Override
  public @Nullable String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
    return null;
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal[] issuers) {
    return null;
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal[] issuers) {
    return null;
  }
}
