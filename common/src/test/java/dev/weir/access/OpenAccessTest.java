package dev.weir.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.stream.StreamKey;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAccessTest {
  private static AccessDecision publish(Map<String, String> parameters) {
    return AccessPolicy.OPEN
        .decide(
            new AccessRequest(
                AccessRequest.Action.PUBLISH,
                new StreamKey("live", "demo"),
                parameters,
                "127.0.0.1"))
        .toCompletableFuture()
        .join();
  }

  @Test
  void aPublisherWithoutAQueryIsOrdinary() {
    assertThat(publish(Map.of()).allowed()).isTrue();
    assertThat(publish(Map.of()).priority()).isEqualTo(100);
  }

  @Test
  void thePriorityIsTakenFromTheQueryAndIsNoPartOfTheIdentity() {
    AccessDecision backup = publish(Map.of("priority", "50", "token", "x"));

    assertThat(backup.priority()).isEqualTo(50);
    assertThat(backup.identity()).isEqualTo(publish(Map.of("token", "x")).identity());
  }

  @Test
  void anotherQueryIsAnotherIdentityAndNoneShowsWhatItWasMadeOf() {
    String one = publish(Map.of("token", "secret")).identity();

    assertThat(one).isNotEqualTo(publish(Map.of("token", "other")).identity());
    assertThat(one).isNotEqualTo(publish(Map.of()).identity());
    assertThat(one).doesNotContain("secret").hasSize(32);
    assertThat(publish(Map.of("a", "bc")).identity())
        .isNotEqualTo(publish(Map.of("ab", "c")).identity());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1001", "high", "1e2", "00001", "+5"})
  void aPriorityThatIsNoneIsRefused(String priority) {
    assertThat(publish(Map.of("priority", priority)).allowed()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1000", "007"})
  void theEndsOfTheScaleAreOnIt(String priority) {
    assertThat(publish(Map.of("priority", priority)).priority())
        .isEqualTo(Integer.parseInt(priority));
  }
}
