package dev.weir.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.weir.access.AccessRefusal;
import dev.weir.media.FrameKind;
import dev.weir.rtmp.RtmpError;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class NodeMetricsTest {
  private final MetricsBootstrap bootstrap = MetricsBootstrap.create("edge-1", "edge");
  private final NodeMetrics metrics = bootstrap.metrics();

  /** Kept: the registry refers to counters weakly. */
  private final RefusalCounters<AccessRefusal> refusals =
      metrics.accessRefusals(AccessRefusal.class);

  NodeMetricsTest() {
    metrics.loop(0, () -> 0.5, () -> 0.08);
    metrics.queues(() -> 0);
    metrics.streamKeys(() -> 0);
    metrics.drain(() -> 0, () -> 0);
    metrics.certificates(() -> 0, () -> 0);
    for (OverloadLimit limit : OverloadLimit.values()) {
      metrics.overload(limit, () -> 0, () -> 0.5);
    }
  }

  @Test
  void everyDocumentedNameIsOnThePageWithItsTypeBeforeAnythingHappened() {
    Map<String, String> types = page().types();

    for (MetricNames name : MetricNames.values()) {
      String type =
          switch (name.type()) {
            case COUNTER -> "counter";
            case GAUGE -> "gauge";
            case TIMER -> name == MetricNames.FIRST_FRAME ? "histogram" : "summary";
          };
      assertThat(types).containsEntry(name.exposedName(), type);
    }
  }

  @Test
  void nothingOfOursIsOnThePageThatIsNotDocumented() {
    Set<String> documented =
        Arrays.stream(MetricNames.values())
            .map(MetricNames::exposedName)
            .collect(Collectors.toCollection(TreeSet::new));
    documented.add(MetricNames.FIRST_FRAME.exposedName() + "_max");
    documented.add(MetricNames.SPLICE_GAP.exposedName() + "_max");
    documented.add(MetricNames.REGISTRY_OPERATIONS.exposedName() + "_max");
    documented.add(MetricNames.WEBHOOK_CALLS.exposedName() + "_max");

    assertThat(page().types().keySet())
        .filteredOn(name -> name.startsWith("weir_"))
        .isSubsetOf(documented);
  }

  @Test
  void samplesHaveTheDocumentedLabelsAndThoseOfTheNode() {
    for (MetricNames name : MetricNames.values()) {
      List<Page.Sample> samples =
          page().samples().stream()
              .filter(sample -> sample.name().startsWith(name.exposedName()))
              .filter(sample -> !sample.name().endsWith("_bucket"))
              .toList();
      assertThat(samples).isNotEmpty();
      Set<String> labels = new TreeSet<>(name.labels());
      labels.add("node");
      labels.add("role");
      assertThat(samples)
          .filteredOn(sample -> exactlyOf(name, sample.name()))
          .isNotEmpty()
          .allSatisfy(sample -> assertThat(sample.labels().keySet()).isEqualTo(labels))
          .allSatisfy(
              sample ->
                  assertThat(sample.labels())
                      .containsEntry("node", "edge-1")
                      .containsEntry("role", "edge"));
    }
  }

  @Test
  void countersCountWhatTheyAreTold() {
    metrics.bytesIn(10);
    refusals.count(RequestKind.PLAY, AccessRefusal.EXPIRED);
    metrics.bytesOut(7);
    metrics.protocolError(RtmpError.BAD_CHUNK);
    metrics.messageIgnored(IgnoredReason.UNKNOWN_COMMAND);
    metrics.request(RequestKind.PUBLISH, RequestResult.TAKEN);
    metrics.frameIn(FrameKind.VIDEO);
    metrics.frameIn(FrameKind.VIDEO);
    metrics.framesOut(30);
    metrics.framesSkipped(4);
    metrics.flushes(3);
    metrics.pullStarted();
    metrics.joined();
    metrics.playerClosed(CloseReason.TOO_SLOW);

    Page page = page();
    assertThat(page.value("weir_rtmp_bytes_total", "direction", "in")).isEqualTo(10);
    assertThat(page.value("weir_rtmp_bytes_total", "direction", "out")).isEqualTo(7);
    assertThat(page.value("weir_rtmp_errors_total", "reason", "bad_chunk")).isEqualTo(1);
    assertThat(page.value("weir_rtmp_errors_total", "reason", "bad_amf")).isZero();
    assertThat(page.value("weir_rtmp_messages_ignored_total", "reason", "unknown_command"))
        .isEqualTo(1);
    assertThat(page.value("weir_requests_total", "kind", "publish", "result", "taken"))
        .isEqualTo(1);
    assertThat(page.value("weir_access_refused_total", "kind", "play", "reason", "expired"))
        .isEqualTo(1);
    assertThat(page.value("weir_frames_in_total", "kind", "video")).isEqualTo(2);
    assertThat(page.value("weir_frames_out_total")).isEqualTo(30);
    assertThat(page.value("weir_frames_skipped_total")).isEqualTo(4);
    assertThat(page.value("weir_flushes_total")).isEqualTo(3);
    assertThat(page.value("weir_pulls_started_total")).isEqualTo(1);
    assertThat(page.value("weir_joins_total")).isEqualTo(1);
    assertThat(page.value("weir_players_closed_total", "reason", "too_slow")).isEqualTo(1);
  }

  @Test
  void gaugesGoUpAndDown() {
    metrics.streamOpened();
    metrics.streamOpened();
    metrics.streamClosed();
    metrics.gopCacheBytes(5_000);
    metrics.gopCacheBytes(-2_000);

    Page page = page();
    assertThat(page.value("weir_streams")).isEqualTo(1);
    assertThat(page.value("weir_gop_cache_bytes")).isEqualTo(3_000);
  }

  @Test
  void aConnectionThatBecomesAPlayerIsNoLongerPending() {
    metrics.connectionOpened(ConnectionKind.PENDING);
    metrics.connectionBecame(ConnectionKind.PENDING, ConnectionKind.PLAYER);

    Page page = page();
    assertThat(page.value("weir_connections", "kind", "pending")).isZero();
    assertThat(page.value("weir_connections", "kind", "player")).isEqualTo(1);
    assertThat(page.value("weir_connections_opened_total", "kind", "pending")).isEqualTo(1);
    assertThat(page.value("weir_connections_opened_total", "kind", "player")).isEqualTo(1);

    metrics.connectionClosed(ConnectionKind.PLAYER);
    assertThat(page().value("weir_connections", "kind", "player")).isZero();
  }

  @Test
  void timersTellSeconds() {
    metrics.firstFrame(250_000_000);
    metrics.registryOperation(RegistryOperation.CLAIM, RegistryResult.OK, 5_000_000);

    Page page = page();
    assertThat(page.value("weir_first_frame_seconds_count")).isEqualTo(1);
    assertThat(page.value("weir_first_frame_seconds_sum")).isEqualTo(0.25);
    assertThat(page.value("weir_first_frame_seconds_bucket", "le", "0.2")).isZero();
    assertThat(page.value("weir_first_frame_seconds_bucket", "le", "0.3")).isEqualTo(1);
    assertThat(page.value("weir_registry_operation_seconds_sum", "kind", "claim", "result", "ok"))
        .isEqualTo(0.005);
  }

  @Test
  void countingDoesNotAllocate() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    countMuch();

    long before = threads.getCurrentThreadAllocatedBytes();
    countMuch();
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    // 60,000 calls; the slack is for what the measurement itself makes.
    assertThat(allocated).isLessThan(10_000);
  }

  private void countMuch() {
    for (int i = 0; i < 10_000; i++) {
      metrics.bytesOut(1_000);
      metrics.frameIn(FrameKind.AUDIO);
      metrics.framesOut(3);
      metrics.flushes(1);
      metrics.gopCacheBytes(100);
      metrics.messageIgnored(IgnoredReason.EMPTY_MEDIA);
    }
  }

  private static boolean exactlyOf(MetricNames name, String sample) {
    return sample.equals(name.exposedName())
        || (name.type() == MetricNames.Type.TIMER
            && (sample.equals(name.exposedName() + "_count")
                || sample.equals(name.exposedName() + "_sum")));
  }

  private Page page() {
    return new Page(bootstrap.scrape());
  }
}
