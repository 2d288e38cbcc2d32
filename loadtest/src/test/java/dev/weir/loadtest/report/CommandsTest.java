package dev.weir.loadtest.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cli.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CommandsTest {
  @TempDir private Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Terminal terminal =
      new Terminal(Map.of(), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));

  @Test
  void writesBothFilesAndReadsTheFirst() throws Exception {
    RunSummary summary = Runs.summary();

    List<Path> paths = ReportFiles.write(summary, directory.resolve("new/one"));

    assertThat(paths)
        .extracting(path -> path.getFileName().toString())
        .containsExactly("summary.json", "summary.md");
    assertThat(paths.get(0).getParent().toFile().list()).hasSize(2);
    assertThat(SummaryJson.text(ReportFiles.read(paths.get(0))))
        .isEqualTo(SummaryJson.text(summary));
    assertThat(Files.readString(paths.get(1))).startsWith("# steady: all 2 SLOs hold\n");
  }

  @Test
  void findsTheLastSummaryInALog() throws Exception {
    RunSummary other = Runs.good().summary(Runs.facts("g-1"), Runs.SLOS);
    String log =
        "00:01 players 100\n%s\n%s\nbye\n"
            .formatted(ReportFiles.line(Runs.summary()), ReportFiles.line(other));

    RunSummary read = ReportFiles.read(Files.writeString(directory.resolve("pod.log"), log));

    assertThat(SummaryJson.text(read)).isEqualTo(SummaryJson.text(other));
  }

  @Test
  void mergesAndJudges() throws Exception {
    String one = file("one", Runs.summary());
    String two = file("two", Runs.good().summary(Runs.facts("g-1"), Runs.SLOS));
    Path sum = directory.resolve("sum");

    int code = new MergeCommand(terminal).run(sum.toString(), one, two);

    assertThat(err.toString(UTF_8)).isEmpty();
    assertThat(code).isZero();
    assertThat(out.toString(UTF_8))
        .startsWith("steady: all 2 SLOs hold\n")
        .endsWith(sum.resolve("summary.md") + "\n");
    RunSummary read = ReportFiles.read(sum.resolve("summary.json"));
    assertThat(read.measures().get("connect").count()).isEqualTo(200);
  }

  @Test
  void failsWhenTheSumBreaksAnObjective() throws Exception {
    MeasureBook bad = Runs.good();
    bad.add("missing frames", 1);
    String one = file("one", Runs.summary());
    String two = file("two", bad.summary(Runs.facts("g-1"), Runs.SLOS));

    int code = new MergeCommand(terminal).run(directory.resolve("sum").toString(), one, two);

    assertThat(code).isEqualTo(Terminal.FAILED);
    assertThat(out.toString(UTF_8)).startsWith("steady: 1 of 2 SLOs BROKEN\n");
    assertThat(directory.resolve("sum/summary.md")).exists();
  }

  @Test
  void refusesWhatCannotBeMergedInOneLine() throws Exception {
    String sum = directory.resolve("sum").toString();
    String good = file("one", Runs.summary());
    String bad = Files.writeString(directory.resolve("bad.json"), "no").toString();

    assertMergeRefused("bad.json: not a summary of a load test: it is no JSON", sum, good, bad);
    assertMergeRefused("gone.json: no such file", sum, good, "gone.json");
    assertMergeRefused("is there twice", sum, good, good);
    assertMergeRefused("same generator", sum, good, file("copy", Runs.summary()));
    assertMergeRefused("Missing required parameter", sum);
    assertMergeRefused("cannot write", bad + "/x", good);
    assertThat(directory.resolve("sum")).doesNotExist();
  }

  @Test
  void comparesSideBySide() throws Exception {
    MeasureBook slow = Runs.good();
    for (int i = 0; i < 1_000; i++) {
      slow.time("connect", 200);
    }
    slow.fail("connect", "refused");
    slow.time("only here", 1);
    RunFacts facts = Runs.facts("g-1");
    Map<String, String> options =
        Map.of("players", "200", "url", "rtmp://127.0.0.1:1937/live/demo");
    RunFacts nginx =
        new RunFacts(
            "steady",
            "rtmp://127.0.0.1:1937/live/demo",
            options,
            facts.start(),
            facts.end(),
            facts.generators(),
            "nginx-rtmp");
    String one = file("one", Runs.summary());
    String two = file("two", slow.summary(nginx, Runs.SLOS));

    int code = new CompareCommand(terminal).run(one, two);

    assertThat(code).isZero();
    assertThat(out.toString(UTF_8).lines())
        .contains(
            "- weir 0.1.0: steady: all 2 SLOs hold, rtmp://127.0.0.1:1936/live/demo, 60 s,"
                + " started 2026-11-21T10:00:00Z",
            "- Not the same `--players`: weir 0.1.0 with 100, nginx-rtmp with 200",
            "| measure | weir 0.1.0 p50 | weir 0.1.0 p99 | nginx-rtmp p50 | nginx-rtmp p99"
                + " | nginx-rtmp / weir 0.1.0 p50 | nginx-rtmp / weir 0.1.0 p99 |",
            "| connect, ms | 50.0 | 99.0 | 200 | 200 | 4.00 | 2.02 |",
            "| only here, ms | - | - | 1 | 1 | - | - |",
            "| amount | weir 0.1.0 | nginx-rtmp | nginx-rtmp / weir 0.1.0 |",
            "| connect, values | 100 | 1100 | 11.0 |",
            "| connect, failed | 0 | 1 | - |",
            "| only here, values | - | 1 | - |",
            "| missing frames | 0 | 0 | - |")
        .noneMatch(line -> line.contains("`--url`"));
  }

  @Test
  void comparesUnderOtherNames() throws Exception {
    String one = file("one", Runs.summary());

    assertThat(new CompareCommand(terminal).run("--names", "before,after", one, one)).isZero();
    assertThat(out.toString(UTF_8)).contains("| amount | before | after | after / before |");
    out.reset();
    assertThat(new CompareCommand(terminal).run(one, one)).isZero();
    assertThat(out.toString(UTF_8)).contains("| amount | A | B | B / A |");
  }

  @Test
  void refusesWhatCannotBeComparedInOneLine() throws Exception {
    String good = file("one", Runs.summary());

    assertCompareRefused("gone.json: no such file", good, "gone.json");
    assertCompareRefused("cannot be read as text", directory.toString(), good);
    assertCompareRefused("Missing required parameter", good);
    assertCompareRefused("--names takes two", "--names", "one", good, good);
  }

  private String file(String name, RunSummary summary) throws IOException {
    return ReportFiles.write(summary, directory.resolve(name)).get(0).toString();
  }

  private void assertMergeRefused(String words, String... args) {
    err.reset();
    assertThat(new MergeCommand(terminal).run(args)).isEqualTo(Terminal.REFUSED);
    assertThat(err.toString(UTF_8)).contains(words).containsOnlyOnce("\n");
    assertThat(out.size()).isZero();
  }

  private void assertCompareRefused(String words, String... args) {
    err.reset();
    assertThat(new CompareCommand(terminal).run(args)).isEqualTo(Terminal.REFUSED);
    assertThat(err.toString(UTF_8)).contains(words).containsOnlyOnce("\n");
    assertThat(out.size()).isZero();
  }
}
