package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A fresh origin's first publisher finds the classes loaded that it needs, and nothing else that
 * would tell of somebody before it.
 */
@Timeout(60)
final class FirstPublisherIT {
  /** Classes of ours, as they are logged; those that the JVM makes at run time have a slash. */
  private static final Pattern LOADED = Pattern.compile("(dev\\.weir\\.[^ /]+) source:.*");

  /** Those that loading by name cannot foresee are few: what a setting or a peer brings in. */
  private static final int LOADED_LATE = 10;

  @TempDir Path dir;

  @Test
  void findsItsClassesLoadedAndNoTraces() throws IOException {
    Path classes = dir.resolve("classes");
    List<String> command = new ArrayList<>(Jvm.command("dev.weir.origin.OriginMain"));
    command.add(1, "-Xlog:class+load:file=" + classes + ":none:filecount=0");
    String port = String.valueOf(FreePort.next());
    Map<String, String> alone =
        Map.of("WEIR_CLUSTER_PORT", port, "WEIR_CLUSTER_MEMBERS", NodeProcess.HOST + ":" + port);
    try (NodeProcess origin = NodeProcess.start(command, "first-origin", alone)) {
      assertNoTraces(origin.awaitReady());
      Set<String> before = loaded(classes);
      try (RawPeer publisher = RawPeer.publishing(origin.port("rtmp"), "first")) {
        Set<String> late = loaded(classes);
        late.removeAll(before);
        assertThat(late)
            .as("classes to be listed in META-INF/weir/first-publisher, of " + publisher.address())
            .hasSizeLessThanOrEqualTo(LOADED_LATE);
      }
      origin.terminate();
    }
  }

  private static void assertNoTraces(NodeProcess origin) {
    for (String metric :
        List.of(
            "weir_connections",
            "weir_connections_opened_total",
            "weir_requests_total",
            "weir_rtmp_bytes_total",
            "weir_frames_in_total",
            "weir_streams",
            "weir_gop_cache_bytes",
            "weir_registry_operation_seconds_count")) {
      assertThat(origin.metric(metric)).as(metric).isZero();
    }
    assertThat(origin.get("/api/v1/streams")).doesNotContain("rehearsal");
    assertThat(origin.log()).noneMatch(line -> line.contains("session-"));
    assertThat(origin.log()).noneMatch(line -> line.contains("rehearsal"));
  }

  private static Set<String> loaded(Path log) throws IOException {
    Set<String> names = new LinkedHashSet<>();
    for (String line : Files.readAllLines(log)) {
      Matcher matcher = LOADED.matcher(line);
      if (matcher.matches()) {
        names.add(matcher.group(1));
      }
    }
    return names;
  }
}
