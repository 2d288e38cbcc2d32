package dev.weir.loadtest.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class StreamNamesTest {
  @Test
  void theOnlyStreamHasTheNameInTheUrl() {
    assertThat(StreamNames.of("rtmp://h/live/show?key=a", 1, 7)).isEqualTo("show?key=a");
  }

  @Test
  void severalHaveNumbersBeforeTheirKey() {
    assertThat(StreamNames.of("rtmp://h/live/show?key=a", 3, 7)).isEqualTo("show-1?key=a");
    assertThat(StreamNames.of("rtmp://h/live/show", 3, 3)).isEqualTo("show-0");
  }
}
