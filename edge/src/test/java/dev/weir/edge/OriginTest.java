package dev.weir.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class OriginTest {
  @Test
  void isWhereAUrlLeads() {
    assertThat(Origin.of("rtmp://a/live")).contains(new Origin("a", 1935, false));
    assertThat(Origin.of("rtmps://a/live?x=[")).contains(new Origin("a", 443, true));
    assertThat(Origin.of("rtmps://[fd00::1]:1936/live"))
        .contains(new Origin("fd00::1", 1936, true));
    assertThat(Origin.of("http://a/live")).isEmpty();
    assertThat(Origin.of("")).isEmpty();
  }

  @Test
  void leadsBack() {
    assertThat(new Origin("fd00::1", 443, true).tcUrl("live"))
        .isEqualTo("rtmps://[fd00::1]:443/live");
    assertThat(new Origin("a", 1935, false).tcUrl("live")).isEqualTo("rtmp://a:1935/live");
  }
}
