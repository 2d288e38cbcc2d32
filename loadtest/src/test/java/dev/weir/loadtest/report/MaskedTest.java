package dev.weir.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MaskedTest {
  @Test
  void hidesCredentialsOfEveryKind() {
    assertThat(Masked.text("rtmp://id:hunter2@host:1935/live/show"))
        .isEqualTo("rtmp://***@host:1935/live/show");
    assertThat(Masked.text("rtmp://host/live/show?key=hunter2&x=1"))
        .isEqualTo("rtmp://host/live/show?***");
    assertThat(Masked.text("rtmp://host/live?token=hunter2/show")).doesNotContain("hunter2");
    assertThat(Masked.text("'live/show?hunter2' was refused"))
        .isEqualTo("'live/show?***' was refused");
    assertThat(Masked.text("rtmp://host/live/sk_live_hunter2")).doesNotContain("hunter2");
  }

  @Test
  void leavesTheRestAsItIs() {
    String url = "rtmp://127.0.0.1:1936/live/demo";
    assertThat(Masked.text(url)).isEqualTo(url);
    assertThat(Masked.text("who? me")).isEqualTo("who? me");
    assertThat(Masked.text("NetStream.Play.StreamNotFound: no such stream"))
        .isEqualTo("NetStream.Play.StreamNotFound: no such stream");
  }

  @Test
  void changesNothingTheSecondTime() {
    for (String text :
        List.of("rtmp://a:b@h/live/x?y=z", "sk_live_abc", "x".repeat(1_000), "a\nb")) {
      String once = Masked.text(text);
      assertThat(Masked.text(once)).isEqualTo(once);
    }
  }

  @Test
  void makesOneShortLineOfAnything() {
    assertThat(Masked.text("a\r\n\u001b[2Jb\u202ec")).isEqualTo("a [2Jb c");
    assertThat(Masked.text("x".repeat(10_000))).hasSizeLessThan(400);
  }

  @Test
  void hidesOptionsByTheirNames() {
    assertThat(Masked.option("publish-key", "hunter2")).isEqualTo("***");
    assertThat(Masked.option("token", "hunter2")).isEqualTo("***");
    assertThat(Masked.option("key-frames", "50")).isEqualTo("50");
    assertThat(Masked.option("token-file", "/run/token")).isEqualTo("/run/token");
    assertThat(Masked.option("url", "rtmp://h/live/x?key=hunter2"))
        .isEqualTo("rtmp://h/live/x?***");
  }

  @Test
  void appliesToAllThatASummarySays() {
    MeasureBook book = Runs.good();
    book.fail("connect", "rtmp://u:hunter2@h/live/x?key=hunter2 does not answer");
    RunFacts known = Runs.facts("g");
    RunFacts facts =
        new RunFacts(
            "steady",
            "rtmp://u:hunter2@h/live/x?key=hunter2",
            Map.of("url", "rtmp://u:hunter2@h/live/x?key=hunter2", "key", "hunter2"),
            known.start(),
            known.end(),
            known.generators(),
            "server that says rtmp://u:hunter2@h");

    RunSummary summary = book.summary(facts, Runs.SLOS);

    assertThat(SummaryJson.text(summary)).doesNotContain("hunter2");
    assertThat(SummaryMarkdown.text(summary)).doesNotContain("hunter2");
    assertThat(summary.toString()).doesNotContain("hunter2");
  }
}
