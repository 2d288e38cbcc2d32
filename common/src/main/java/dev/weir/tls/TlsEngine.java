package dev.weir.tls;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;

/** Who encrypts. */
public enum TlsEngine {
  /** BoringSSL where it is there for the system, else the JDK. */
  AUTO,
  /** The JDK. */
  JDK,
  /** BoringSSL, by way of netty-tcnative. */
  OPENSSL;

  SslProvider provider() {
    if (this == OPENSSL && !OpenSsl.isAvailable()) {
      throw new TlsException("tls.engine: openssl is not there for this system; use auto or jdk");
    }
    return this == JDK || !OpenSsl.isAvailable() ? SslProvider.JDK : SslProvider.OPENSSL;
  }
}
