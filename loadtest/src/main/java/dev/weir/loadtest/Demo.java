package dev.weir.loadtest;

import dev.weir.cli.Terminal;
import dev.weir.loadtest.client.FlvMedia;
import dev.weir.loadtest.client.Publisher;
import dev.weir.loadtest.client.PublisherListener;
import dev.weir.loadtest.client.PublisherSettings;
import dev.weir.loadtest.up.ClusterStatus;
import dev.weir.loadtest.up.FirstPicture;
import dev.weir.loadtest.up.LocalCluster;
import dev.weir.loadtest.up.NodeDiedException;
import dev.weir.loadtest.up.NodePlan;
import dev.weir.rtmp.RtmpUrl;
import dev.weir.rtmp.session.SessionSettings;
import dev.weir.transport.RtmpDialer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** The life of {@code weir up}: nodes, the demo stream, the URLs, a status line, and the end. */
final class Demo {
  private static final String STREAM = "live/demo";
  private static final long UNPUBLISH_SECONDS = 3;

  private final Terminal terminal;
  private final CompletableFuture<String> stop;
  private final Vertx vertx;
  private final List<NodePlan> nodes;
  private final FlvMedia sample;
  private final StatusLine line;
  private final long startNanos = System.nanoTime();
  private Publisher publisher;

  Demo(
      Terminal terminal,
      CompletableFuture<String> stop,
      Vertx vertx,
      List<NodePlan> nodes,
      FlvMedia sample) {
    this.terminal = terminal;
    this.stop = stop;
    this.vertx = vertx;
    this.nodes = nodes;
    this.sample = sample;
    this.line = new StatusLine(terminal.out(), StatusLine.onTerminal());
  }

  /** Blocks until a signal or a failure; the exit code. */
  int run(LocalCluster cluster) {
    boolean failed = true;
    try {
      line.print("starting " + nodes.size() + " nodes, logs in " + cluster.logs());
      live(cluster);
      failed = false;
      return Terminal.STOPPED;
    } catch (CompletionException e) {
      line.end();
      tell(e.getCause());
      return Terminal.FAILED;
    } finally {
      line.end();
      end(cluster, failed);
    }
  }

  /** Returns when a signal came. */
  private void live(LocalCluster cluster) {
    if (!await(cluster, cluster.start())) {
      return;
    }
    RtmpDialer dialer = new RtmpDialer(vertx, SessionSettings.DEFAULT);
    NodePlan origin = nodes.get(0);
    publisher =
        Publisher.start(
            vertx,
            dialer,
            RtmpUrl.parse(origin.rtmpUrl(STREAM)),
            sample,
            PublisherSettings.DEFAULT,
            new Notices());
    if (!await(cluster, future(publisher.started()))) {
      return;
    }
    RtmpUrl play = RtmpUrl.parse(player().rtmpUrl(STREAM));
    if (!await(cluster, FirstPicture.of(vertx, dialer, play))) {
      return;
    }
    urls(cluster.apiToken()).forEach(line::print);
    vertx.setPeriodic(0, line.intervalMillis(), id -> show(cluster));
    await(cluster, new CompletableFuture<>());
  }

  /** Whether the step is done; false when a signal came first. */
  private boolean await(LocalCluster cluster, CompletableFuture<?> step) {
    CompletableFuture.anyOf(step, stop, cluster.death()).join();
    return !stop.isDone();
  }

  private void end(LocalCluster cluster, boolean failed) {
    if (publisher != null) {
      future(publisher.stop()).completeOnTimeout(null, UNPUBLISH_SECONDS, TimeUnit.SECONDS).join();
    }
    cluster.stop(failed);
  }

  private void tell(Throwable cause) {
    if (cause instanceof NodeDiedException died) {
      died.lastLines().forEach(terminal.err()::println);
    }
    terminal.err().println("weir up: " + cause.getMessage());
  }

  /** The first edge, or the origin of a cluster without edges. */
  private NodePlan player() {
    return nodes.stream().filter(node -> !node.isOrigin()).findFirst().orElse(nodes.get(0));
  }

  private List<String> urls(String apiToken) {
    StringBuilder text = new StringBuilder("\nplay the demo in ffplay, VLC or mpv\n");
    for (NodePlan node : nodes) {
      // An origin has what is published to it; only edges have everything.
      if (!node.isOrigin() || node.equals(nodes.get(0))) {
        text.append("  %-10s %s%n".formatted(node.id(), node.rtmpUrl(STREAM)));
      }
    }
    text.append("publish from OBS (server, then any stream key) or ffmpeg (server/key)\n");
    for (NodePlan node : nodes) {
      text.append("  %-10s %s%n".formatted(node.id(), node.rtmpUrl("live")));
    }
    for (NodePlan node : nodes) {
      text.append("%s over HTTP%n".formatted(node.id()));
      for (String path : List.of("/", "/health/ready", "/metrics", "/api/v1/streams")) {
        text.append("  %s%n".formatted(node.httpUrl(path)));
      }
    }
    text.append("what is under /api wants this header\n");
    text.append("  Authorization: Bearer %s%n".formatted(apiToken));
    return text.append("\nCtrl-C stops all of it").toString().lines().toList();
  }

  private void show(LocalCluster cluster) {
    cluster
        .status()
        .map(this::words)
        .otherwise(e -> "no status from " + nodes.get(0).id() + ": " + e.getMessage())
        .onSuccess(this::update);
  }

  /** What nodes say while they end is no news. */
  private void update(String words) {
    if (!stop.isDone()) {
      line.update(words);
    }
  }

  private String words(ClusterStatus status) {
    return "%s  nodes %d of %d  streams %d  players %d  published %d kbit/s"
        .formatted(
            StatusLine.clock(Duration.ofNanos(System.nanoTime() - startNanos)),
            status.nodes(),
            nodes.size(),
            status.streams(),
            status.players(),
            status.kbits());
  }

  private static CompletableFuture<Void> future(Future<Void> future) {
    return future.toCompletionStage().toCompletableFuture();
  }

  /** What the publisher wants to be read. */
  private final class Notices implements PublisherListener {
    @Override
    public void onNotice(String text) {
      // Ctrl-C reaches the nodes too, and they may be the first to hang up.
      if (!stop.isDone()) {
        line.print("demo: " + text);
      }
    }
  }
}
