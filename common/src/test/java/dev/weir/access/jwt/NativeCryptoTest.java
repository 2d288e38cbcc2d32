package dev.weir.access.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeCryptoTest {
  private static final String TEMPORARY = "com.amazon.corretto.crypto.provider.tmpdir";
  private static final String SYSTEM = System.getProperty("os.name");
  private static final String ARCHITECTURE = System.getProperty("os.arch");

  @BeforeEach
  void onASystemThatHasIt() {
    assumeTrue(SYSTEM.equals("Linux") && Set.of("amd64", "aarch64").contains(ARCHITECTURE));
  }

  @Test
  void isThereOnceItWasLoadedAndForNobodyElse() {
    NativeCrypto.load().join();
    assertThat(NativeCrypto.provider()).isNotNull();
    assertThat(Arrays.stream(Security.getProviders()).map(Provider::getName))
        .doesNotContain(NativeCrypto.provider().getName());
  }

  @Test
  void isNotForOtherSystems() {
    assertThatIOException().isThrownBy(() -> NativeCrypto.find("Mac OS X", "aarch64"));
    assertThatIOException().isThrownBy(() -> NativeCrypto.find("Windows 11", "amd64"));
    assertThatIOException().isThrownBy(() -> NativeCrypto.find(SYSTEM, "riscv64"));
  }

  @Test
  void aLibraryForAnotherProcessorIsAReasonToDoWithout() {
    String other = ARCHITECTURE.equals("aarch64") ? "amd64" : "aarch64";
    assertThatIOException().isThrownBy(() -> NativeCrypto.find(SYSTEM, other));
  }

  @Test
  void soIsATemporaryDirectoryThatIsNone(@TempDir Path home) throws Exception {
    Path file = Files.createFile(home.resolve("file"));
    assertThatIOException()
        .isThrownBy(() -> findWith(file))
        .withMessageContaining("temporary directory");
  }

  @Test
  void leavesNothingBehind(@TempDir Path home) throws Exception {
    assertThat(findWith(home)).isNotNull();
    try (Stream<Path> left = Files.list(home)) {
      assertThat(left).isEmpty();
    }
  }

  private static Provider findWith(Path temporary) throws Exception {
    System.setProperty(TEMPORARY, temporary.toString());
    try {
      return NativeCrypto.find(SYSTEM, ARCHITECTURE);
    } finally {
      System.clearProperty(TEMPORARY);
    }
  }
}
