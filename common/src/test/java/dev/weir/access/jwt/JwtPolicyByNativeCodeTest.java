package dev.weir.access.jwt;

import org.junit.jupiter.api.BeforeAll;

/** The same, with signatures that native code checks where it can be loaded. */
class JwtPolicyByNativeCodeTest extends JwtPolicyTest {
  @BeforeAll
  static void loadNativeCrypto() {
    Tokens.loadNativeCrypto();
  }

  @Override
  KeySet parse(String json) {
    return KeySet.parse(json, NativeCrypto::provider);
  }
}
