package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class OneLineTest {
  @Test
  void leavesGoodTextAlone() {
    assertThat(OneLine.of("live/demo äöü 日本 😀", 100)).isEqualTo("live/demo äöü 日本 😀");
  }

  @Test
  void escapesWhatEndsALineOrMovesTheCursor() {
    assertThat(OneLine.of("a\r\n\tb\u001b[2J\u0085\u2028\u202e\u0000", 100))
        .isEqualTo("a\\r\\n\\tb\\u001b[2J\\u0085\\u2028\\u202e\\u0000");
  }

  @Test
  void marksWhatItCutsOff() {
    assertThat(OneLine.of("abcdef", 3)).isEqualTo("abc...");
    assertThat(OneLine.of("ab\ndef", 3)).isEqualTo("ab\\n...");
    assertThat(OneLine.of("abc", 3)).isEqualTo("abc");
  }
}
