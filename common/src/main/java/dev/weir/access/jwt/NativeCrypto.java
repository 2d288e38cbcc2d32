package dev.weir.access.jwt;

import com.nimbusds.jose.JWSAlgorithm;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * AWS-LC, by Amazon's Corretto Crypto Provider: it checks RSA's signatures three times as fast as
 * the JDK, and those of curves twenty times.
 *
 * <p>It is for signatures of tokens only: the JVM's list of providers stays what it is. Where it
 * cannot be loaded (another system, a temporary directory that is not there, cannot be written or
 * may not hold programs) the JDK does the work.
 */
final class NativeCrypto {
  private static final Logger LOG = LoggerFactory.getLogger(NativeCrypto.class);

  private static final String HOME = "com/amazon/corretto/crypto/provider/";
  private static final String PROVIDER = HOME.replace('/', '.') + "AmazonCorrettoCryptoProvider";
  private static final String LIBRARY = HOME + "libamazonCorrettoCryptoProvider.so";

  /** Which jar is for which {@code os.arch}. */
  private static final Map<String, String> JARS =
      Map.of(
          "amd64", "linux-x86_64.jar",
          "x86_64", "linux-x86_64.jar",
          "aarch64", "linux-aarch_64.jar");

  private static volatile @Nullable Provider provider;

  private NativeCrypto() {}

  private static final class Once {
    static final CompletableFuture<Void> DONE = CompletableFuture.runAsync(Once::run, Once::start);

    private static void start(Runnable task) {
      Thread thread = new Thread(task, "weir-native-crypto");
      thread.setDaemon(true);
      thread.start();
    }

    private static void run() {
      try {
        provider = find(System.getProperty("os.name"), System.getProperty("os.arch"));
      } catch (IOException
          | GeneralSecurityException
          | ReflectiveOperationException
          | RuntimeException
          | LinkageError e) {
        LOG.atInfo().addKeyValue("reason", e.toString()).log("access-signatures-by-jdk");
      }
    }
  }

  /**
   * Begins to load it, on a thread of its own; once in a JVM's life. What comes of it is in the log
   * when that is nothing.
   *
   * @return done when it was tried, never with an error
   */
  static CompletableFuture<Void> load() {
    return Once.DONE;
  }

  /** Null while it is not loaded, and where it cannot be. */
  static @Nullable Provider provider() {
    return provider;
  }

  /**
   * A new copy, beside any other.
   *
   * @param system as {@code os.name} has it
   * @param architecture as {@code os.arch} has it
   */
  static Provider find(String system, String architecture)
      throws IOException, GeneralSecurityException, ReflectiveOperationException {
    String jar = system.equals("Linux") ? JARS.get(architecture) : null;
    List<URL> libraries =
        Collections.list(NativeCrypto.class.getClassLoader().getResources(LIBRARY));
    for (URL library : jar == null ? List.<URL>of() : libraries) {
      if (library.openConnection() instanceof JarURLConnection entry
          && entry.getJarFileURL().getPath().endsWith(jar)) {
        return load(entry.getJarFileURL());
      }
    }
    throw new FileNotFoundException("no library for " + system + " on " + architecture);
  }

  /**
   * The jars of all systems have the same classes, which take the library by a name that is the
   * same as well: each has to be without the others.
   */
  @SuppressWarnings("resource") // The loader lives as long as its classes.
  private static Provider load(URL jar)
      throws IOException, GeneralSecurityException, ReflectiveOperationException {
    ClassLoader alone = new URLClassLoader(new URL[] {jar}, ClassLoader.getPlatformClassLoader());
    Class<?> type = Class.forName(PROVIDER, true, alone);
    Provider found = (Provider) type.getField("INSTANCE").get(null);
    Object failure = type.getMethod("getLoadingError").invoke(found);
    if (failure != null) {
      throw new IOException(failure.toString());
    }
    tryOut(found);
    return found;
  }

  /** Finds out that it tells signatures from what is none; what it needs is in memory then. */
  private static void tryOut(Provider found) throws IOException, GeneralSecurityException {
    KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
    keys.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = keys.generateKeyPair();
    SignatureScheme scheme = SignatureScheme.of(JWSAlgorithm.ES256);
    Signature signer = Signature.getInstance(scheme.name());
    signer.initSign(pair.getPrivate());
    signer.update((byte) 1);
    byte[] signature = signer.sign();
    Signature verifier = scheme.start(found, pair.getPublic());
    for (byte text = 0; text < 3; text++) {
      verifier.update(text);
      if (verifier.verify(signature) != (text == 1)) {
        throw new IOException("does not tell signatures from what is none");
      }
    }
  }
}
