package dev.weir.loadtest.bench;

import dev.weir.loadtest.up.Ports;
import dev.weir.tls.SelfSigned;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * RTMPS at a server under test, with a certificate made for the bench.
 *
 * @param engine as in {@code tls.engine}
 * @param port where players come to
 * @param directory of the certificate and its key
 */
record BenchTls(String engine, int port, Path directory) implements AutoCloseable {
  private static final Duration VALIDITY = Duration.ofDays(2);

  static BenchTls make(String engine) {
    try {
      Path directory = Files.createTempDirectory("weir-bench-tls");
      BenchTls tls = new BenchTls(engine, Ports.free(1).get(0), directory);
      SelfSigned.ec(VALIDITY, "127.0.0.1").write(tls.certificate(), tls.key());
      return tls;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A node's command with what it needs for this, and the other nodes must not have. */
  List<String> command(List<String> command) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "env",
                "WEIR_RTMPS_HOST=127.0.0.1",
                "WEIR_RTMPS_PORT=" + port,
                "WEIR_TLS_ENGINE=" + engine.toLowerCase(Locale.ROOT),
                "WEIR_TLS_CERTIFICATE_FILE=" + certificate(),
                "WEIR_TLS_KEY_FILE=" + key()));
    words.addAll(command);
    return words;
  }

  private Path certificate() {
    return directory.resolve("certificate.pem");
  }

  private Path key() {
    return directory.resolve("key.pem");
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(certificate());
      Files.deleteIfExists(key());
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
