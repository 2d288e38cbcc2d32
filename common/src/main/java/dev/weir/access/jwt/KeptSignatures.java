package dev.weir.access.jwt;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Java's objects for verifying one key's signatures by one algorithm. To make one takes longer than
 * to verify, so they are kept: a few, each for one thread at a time, and no longer than the key.
 */
final class KeptSignatures {
  /** More threads than that at once, and some make theirs anew. */
  static final int KEPT_MAX = 8;

  private final SignatureScheme scheme;
  private final PublicKey key;
  private final Supplier<@Nullable Provider> providers;
  private final BlockingQueue<Kept> idle = new ArrayBlockingQueue<>(KEPT_MAX);

  private record Kept(Signature signature, boolean ofProvider) {}

  /**
   * @param providers asked each time, and once it has one it stays; null for the JVM's own choice
   */
  KeptSignatures(SignatureScheme scheme, PublicKey key, Supplier<@Nullable Provider> providers) {
    this.scheme = scheme;
    this.key = key;
    this.providers = providers;
  }

  /**
   * Whether a signature is the key's; from any thread.
   *
   * @throws GeneralSecurityException when it is nothing that could be one, or when the key is no
   *     key to any provider
   */
  boolean verify(byte[] text, byte[] signature) throws GeneralSecurityException {
    Provider provider = providers.get();
    Kept kept = idle.poll();
    if (kept == null || kept.ofProvider != (provider != null)) {
      kept = new Kept(start(provider), provider != null);
    }
    kept.signature.update(text);
    boolean genuine = kept.signature.verify(signature);
    // After an error it is thrown away: what is left in it is not known.
    idle.offer(kept);
    return genuine;
  }

  private Signature start(@Nullable Provider provider) throws GeneralSecurityException {
    try {
      return scheme.start(provider, key);
    } catch (GeneralSecurityException | RuntimeException e) {
      // Not every provider takes every key.
      return scheme.start(null, key);
    }
  }

  /** How many wait for the next token. */
  int kept() {
    return idle.size();
  }
}
