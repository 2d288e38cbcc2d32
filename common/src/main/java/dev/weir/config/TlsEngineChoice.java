package dev.weir.config;

/** Who encrypts. */
public enum TlsEngineChoice {
  /** Whoever is there, the quicker one first. */
  AUTO,
  /** The JDK. */
  JDK,
  /** BoringSSL. */
  OPENSSL
}
