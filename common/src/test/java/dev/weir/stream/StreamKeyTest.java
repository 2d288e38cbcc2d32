package dev.weir.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamKeyTest {
  @Test
  void keysAreWrittenAndReadBack() {
    StreamKey key = StreamKey.of("live/room1", "demo_1.flv").orElseThrow();
    assertThat(key).hasToString("live/room1/demo_1.flv");
    assertThat(StreamKey.parse(key.toString())).contains(key);
    assertThat(StreamKey.of("a", "b".repeat(128))).isPresent();
    assertThat(StreamKey.of("a", "...")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", ".", "..", "a/b", "a b", "a%2f", "a\n", "a\n\n", "a\u0000", "é", "\u202e", "a\\b"
      })
  void otherNamesAreNoKeys(String name) {
    assertThat(StreamKey.of("live", name)).isEmpty();
    assertThatThrownBy(() -> new StreamKey("live", name))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/live", "live/", "live//a", "live/..", "../live", "./live"})
  void otherAppsAreNoKeys(String app) {
    assertThat(StreamKey.of(app, "demo")).isEmpty();
  }

  @Test
  void lengthsAreLimited() {
    assertThat(StreamKey.of("a", "b".repeat(129))).isEmpty();
    assertThat(StreamKey.of("a/".repeat(128) + "a", "b")).isEmpty();
    assertThat(StreamKey.parse("demo")).isEmpty();
  }
}
