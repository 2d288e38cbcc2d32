package dev.weir.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.stream.StreamKey;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamePatternTest {
  @ParameterizedTest
  @CsvSource({
    "live/show, live/show, true",
    "live/show, live/show2, false",
    "live/show, live/sho, false",
    "live/*, live/show, true",
    "live/*, live/room1/show, false",
    "live/**, live/room1/show, true",
    "live/team-*, live/team-7, true",
    "live/team-*, live/team-, true",
    "live/team-*, live/tea, false",
    "*/show, live/show, true",
    "*/show, live/room1/show, false",
    "**, live/room1/show, true",
    "live/*-*, live/a-b-c, true",
    "live/*-*, live/abc, false",
    "live/a*b*c, live/aXbYc, true",
    "live/a*b*c, live/aXcYb, false",
    "LIVE/show, live/show, false"
  })
  void matches(String pattern, String stream, boolean expected) {
    StreamKey key = StreamKey.parse(stream).orElseThrow();
    assertThat(NamePattern.anyMatches(List.of(pattern), key)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "live/sh w", "live/(a+)+", "a*b*c*d*e*f", "***", "live/?"})
  void whatIsNoPatternMatchesNothing(String text) {
    assertThat(NamePattern.isPattern(text)).isFalse();
    assertThat(NamePattern.anyMatches(List.of(text), new StreamKey("live", "show"))).isFalse();
  }

  @Test
  void theWorstPatternIsQuick() {
    StreamKey long1 = new StreamKey("a".repeat(128), "a".repeat(128));
    long begun = System.nanoTime();
    assertThat(NamePattern.anyMatches(List.of("**a**a**a**b"), long1)).isFalse();
    assertThat(System.nanoTime() - begun).isLessThan(30_000_000_000L);
  }
}
