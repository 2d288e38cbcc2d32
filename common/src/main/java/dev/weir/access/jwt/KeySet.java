package dev.weir.access.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.Provider;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The keys that tokens may be signed with. */
final class KeySet {
  private static final int KEYS_MAX = 64;
  private static final int RSA_BITS_MIN = 2_048;

  private final Supplier<@Nullable Provider> providers;
  private final List<Key> keys = new ArrayList<>();

  /**
   * A key.
   *
   * @param id as tokens name it; a thumbprint when the set gives none
   * @param named whether the set gives one
   * @param verifier takes signatures of this key's type only: a public key is never taken for a
   *     shared secret
   * @param only the algorithm that the key is meant for; null for all of its type
   */
  record Key(String id, boolean named, JWSVerifier verifier, JWSAlgorithm only) {
    /** Whether the mathematics take longer than an event loop has, as things are now. */
    boolean slow() {
      return verifier instanceof PublicKeyVerifier mathematics && mathematics.slow();
    }

    private boolean fits(JWSAlgorithm algorithm) {
      return verifier.supportedJWSAlgorithms().contains(algorithm)
          && (only == null || only.equals(algorithm));
    }
  }

  private KeySet(Supplier<@Nullable Provider> providers) {
    this.providers = providers;
  }

  /** Reads a JSON web key set, whose signatures the JDK will check. */
  static KeySet parse(String json) {
    return parse(json, () -> null);
  }

  /**
   * Reads a JSON web key set.
   *
   * @param providers of signatures by public keys; null for the JVM's own choice
   * @throws IllegalArgumentException with a sentence that has no key in it
   */
  static KeySet parse(String json, Supplier<@Nullable Provider> providers) {
    KeySet set = new KeySet(providers);
    try {
      for (JWK key : JWKSet.parse(json).getKeys()) {
        if (key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE)) {
          set.add(key);
        }
      }
    } catch (ParseException | JOSEException e) {
      throw new IllegalArgumentException("is not a JSON web key set with keys that can be used");
    }
    if (set.keys.isEmpty() || set.keys.size() > KEYS_MAX) {
      throw new IllegalArgumentException("has no keys that can be used, or more than " + KEYS_MAX);
    }
    return set;
  }

  private void add(JWK key) throws JOSEException {
    JWSVerifier verifier;
    if (key instanceof OctetSequenceKey shared) {
      verifier = new MACVerifier(shared);
    } else if (key instanceof ECKey curve) {
      verifier = PublicKeyVerifier.of(curve, providers).orElse(null);
    } else if (key instanceof RSAKey rsa && rsa.size() >= RSA_BITS_MIN) {
      verifier = PublicKeyVerifier.of(rsa, providers);
    } else {
      verifier = null;
    }
    if (verifier == null) {
      return;
    }
    JWSAlgorithm only =
        key.getAlgorithm() == null ? null : JWSAlgorithm.parse(key.getAlgorithm().getName());
    boolean named = key.getKeyID() != null;
    String id = named ? key.getKeyID() : key.computeThumbprint().toString();
    keys.add(new Key(id, named, verifier, only));
  }

  /** The key of a token; when the token names none, the only one that can have signed it. */
  Optional<Key> find(JWSHeader header) {
    Key found = null;
    for (Key key : keys) {
      boolean meant = header.getKeyID() == null || (key.named && key.id.equals(header.getKeyID()));
      if (meant && key.fits(header.getAlgorithm())) {
        if (found != null) {
          return Optional.empty();
        }
        found = key;
      }
    }
    return Optional.ofNullable(found);
  }

  /** Whether a token's key is in it, whatever the algorithm. */
  boolean names(String id) {
    return keys.stream().anyMatch(key -> key.id.equals(id));
  }
}
