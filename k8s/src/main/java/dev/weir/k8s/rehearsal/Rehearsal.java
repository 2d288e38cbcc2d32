package dev.weir.k8s.rehearsal;

import dev.weir.loadtest.client.FlvMedia;
import dev.weir.loadtest.client.Publisher;
import dev.weir.loadtest.client.PublisherListener;
import dev.weir.loadtest.client.PublisherSettings;
import dev.weir.loadtest.up.FirstPicture;
import dev.weir.loadtest.up.LocalCluster;
import dev.weir.loadtest.up.NodeCommands;
import dev.weir.loadtest.up.NodePlan;
import dev.weir.loadtest.up.Ports;
import dev.weir.rtmp.RtmpUrl;
import dev.weir.rtmp.session.SessionSettings;
import dev.weir.transport.RtmpDialer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Runs a node through what every node does, so that a Java which records the classes of its run
 * records all that a node starts with and its first streams need: join a cluster, own or pull a
 * stream, take a publisher and players, answer over HTTP, drain, leave.
 */
public final class Rehearsal {
  private static final String SAMPLE = "/sample/weir-sample.flv";
  private static final List<String> PAGES = List.of("/", "/metrics", "/health/live");
  private static final int OK = 200;
  private static final long STEP_SECONDS = 60;

  /** A Java that writes its archive when it ends takes this long on a slow machine. */
  private static final long END_SECONDS = 180;

  private final Vertx vertx;
  private final RtmpDialer dialer;
  private final FlvMedia sample;

  private Rehearsal(Vertx vertx, FlvMedia sample) {
    this.vertx = vertx;
    this.dialer = new RtmpDialer(vertx, SessionSettings.DEFAULT);
    this.sample = sample;
  }

  /**
   * Runs one node by the command given and, from the jars of this build, one of the other role.
   * Exits with 0 when the node did all of it and ended with 0.
   *
   * @param args the role, then the words of the command
   */
  public static void main(String[] args) throws Exception {
    String role = args[0];
    List<String> command = List.of(Arrays.copyOfRange(args, 1, args.length));
    NodeCommands others = NodeCommands.find(Map.of());
    List<NodePlan> plans = Ports.anywhere(1, 1);
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    LocalCluster cluster =
        LocalCluster.of(
            vertx,
            plans,
            plan -> plan.role().equals(role) ? command : others.of(plan),
            // As in the manifests, but for the times.
            Map.of(
                "WEIR_LOG_FORMAT", "json",
                "WEIR_DRAIN_DEADLINE", "2s",
                "WEIR_DRAIN_SPREAD", "500ms",
                "WEIR_DRAIN_RECONNECT_TO", "same"));
    boolean failed = true;
    try {
      NodePlan node = plans.stream().filter(plan -> plan.role().equals(role)).findAny().get();
      await(cluster.start());
      new Rehearsal(vertx, sample()).streams(plans.get(0), plans.get(1));
      await(future(cluster.status()));
      pages(node);
      int code = cluster.terminate(node).get(END_SECONDS, TimeUnit.SECONDS);
      if (code != 0) {
        throw new IOException(node.id() + " ended with " + code);
      }
      failed = false;
    } finally {
      if (failed) {
        System.err.println("rehearsal: logs are in " + cluster.logs());
      }
      cluster.stop(failed);
      vertx.close();
    }
  }

  /** One published to the origin, one to the edge, each played at both. */
  private void streams(NodePlan origin, NodePlan edge) throws Exception {
    for (NodePlan entrance : List.of(origin, edge)) {
      String name = "live/at-" + entrance.id();
      Publisher publisher =
          Publisher.start(
              vertx,
              dialer,
              RtmpUrl.parse(entrance.rtmpUrl(name)),
              sample,
              PublisherSettings.DEFAULT,
              new PublisherListener() {});
      await(future(publisher.started()));
      for (NodePlan exit : List.of(origin, edge)) {
        await(FirstPicture.of(vertx, dialer, RtmpUrl.parse(exit.rtmpUrl(name))));
      }
      await(future(publisher.stop()));
    }
  }

  private static void pages(NodePlan node) throws IOException, InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    for (String page : PAGES) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(node.httpUrl(page))).build();
      int status = client.send(request, BodyHandlers.discarding()).statusCode();
      if (status != OK) {
        throw new IOException(node.id() + " answers " + status + " for " + page);
      }
    }
  }

  private static FlvMedia sample() throws IOException {
    try (InputStream in = Publisher.class.getResourceAsStream(SAMPLE)) {
      return FlvMedia.read(in, SAMPLE);
    }
  }

  private static <T> CompletableFuture<T> future(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture();
  }

  private static void await(CompletableFuture<?> step) throws Exception {
    step.get(STEP_SECONDS, TimeUnit.SECONDS);
  }
}
