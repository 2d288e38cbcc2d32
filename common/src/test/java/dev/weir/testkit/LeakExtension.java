package dev.weir.testkit;

import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class that lost a buffer. JUnit finds it by itself, through {@code
 * META-INF/services} and {@code junit-platform.properties}; no test names it.
 *
 * <p>It is the first extension of a class, so its last word comes after every other one has closed
 * what it opened. A buffer that is still held by a static field or a running Vert.x is not lost
 * yet; it is told at the end of a later class.
 */
public final class LeakExtension implements AfterAllCallback {
  static {
    LeakWatch.install();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    List<String> leaks = LeakWatch.drain();
    if (!leaks.isEmpty()) {
      throw new AssertionError(
          "LEAK: " + leaks.size() + " in or before this class\n" + String.join("\n\n", leaks));
    }
  }
}
