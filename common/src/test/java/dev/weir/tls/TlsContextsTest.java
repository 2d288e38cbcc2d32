package dev.weir.tls;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TlsContextsTest {
  @Test
  void everyCipherHasForwardSecrecyAndIsAuthenticated() {
    assertThat(TlsContexts.CIPHERS)
        .isNotEmpty()
        .allMatch(
            name ->
                name.matches(
                    "TLS_(ECDHE_(ECDSA|RSA)_WITH_)?(AES_\\d+_GCM|CHACHA20_POLY1305)_SHA\\d+"));
    assertThat(TlsContexts.PROTOCOLS).containsExactly("TLSv1.3", "TLSv1.2");
  }
}
