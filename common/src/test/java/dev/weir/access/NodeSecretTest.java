package dev.weir.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class NodeSecretTest {
  private static final String SECRET = "secret-of-the-cluster";

  private final NodeSecret secret = new NodeSecret(List.of(SECRET));

  @Test
  void aProofIsForItsFieldsInTheirOrderAndNothingElse() {
    String proof = secret.prove("ab", "c", "");

    assertThat(proof).matches("[0-9a-f]{64}");
    assertThat(secret.isProof(proof, "ab", "c", "")).isTrue();
    for (String[] other :
        new String[][] {{"a", "bc", ""}, {"c", "ab", ""}, {"ab", "c"}, {"abc"}, {}, {"ab", "d"}}) {
      assertThat(secret.isProof(proof, other)).isFalse();
    }
    assertThat(secret.isProof("", "ab", "c", "")).isFalse();
    assertThat(secret.isProof(proof.toUpperCase(Locale.ROOT), "ab", "c", "")).isFalse();
  }

  @Test
  void theFirstSecretProvesAndAllAreAccepted() {
    NodeSecret both = new NodeSecret(List.of("the-new-secret-1234", SECRET));

    assertThat(both.isProof(secret.prove("x"), "x")).isTrue();
    assertThat(secret.isProof(both.prove("x"), "x")).isFalse();
    assertThatThrownBy(() -> new NodeSecret(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void itIsNotPrinted() {
    assertThat(secret.toString()).doesNotContain(SECRET);
  }
}
