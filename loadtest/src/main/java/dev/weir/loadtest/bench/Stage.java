package dev.weir.loadtest.bench;

import dev.weir.loadtest.swarm.PlayerStyle;
import dev.weir.loadtest.swarm.StampedPublisher;
import dev.weir.loadtest.swarm.Swarm;
import dev.weir.rtmp.RtmpUrl;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** A running server with its publisher and a swarm, for one round. */
final class Stage implements AutoCloseable {
  private static final Duration PUBLISH = Duration.ofSeconds(20);
  private static final Duration PLAY = Duration.ofSeconds(20);
  private static final Duration RAMP = Duration.ofSeconds(10);
  private static final Duration LEAVE = Duration.ofSeconds(10);
  private static final Duration FIRST_GOP = Duration.ofSeconds(1);

  private final Server server;
  private final Load load;
  private final Cores cores;
  private final Patience patience;
  private final Swarm swarm = Swarm.open(1);
  private final StampedPublisher publisher;
  private long idleRssKb;
  private int idleFiles;

  private Stage(Server server, Load load, Cores cores, Patience patience, List<String> streams) {
    this.server = server;
    this.load = load;
    this.cores = cores;
    this.patience = patience;
    List<RtmpUrl> urls = streams.stream().map(server::publishUrl).toList();
    this.publisher = StampedPublisher.start(urls, load.feed());
  }

  /** Publishes the load's streams to a server, which the stage then closes. */
  static Stage open(Server server, Load load, Cores cores, Patience patience) {
    List<String> streams = IntStream.range(0, load.streams()).mapToObj(load::stream).toList();
    return open(server, load, cores, patience, streams);
  }

  /** Publishes to a server, which the stage then closes. */
  static Stage open(
      Server server, Load load, Cores cores, Patience patience, List<String> streams) {
    Stage stage = new Stage(server, load, cores, patience, streams);
    boolean opened = false;
    try {
      patience.watch(server.death(), stage.lost());
      if (!patience.await(stage.publisher.started(), PUBLISH)) {
        throw new BenchFailure(server.name() + " did not let the publisher in");
      }
      patience.pause(FIRST_GOP);
      stage.idleRssKb = Proc.rssKb(server.processId());
      stage.idleFiles = Proc.openFiles(server.processId());
      opened = true;
      return stage;
    } finally {
      if (!opened) {
        stage.close();
      }
    }
  }

  Server server() {
    return server;
  }

  Swarm swarm() {
    return swarm;
  }

  /** Memory of the server before its first player, in KB. */
  long idleRssKb() {
    return idleRssKb;
  }

  /** Opens players of the load's streams at its pace; as the longer form. */
  boolean play(int count, PlayerStyle style) {
    return play(count, load.ramp(), load::stream, style);
  }

  /**
   * Opens players and waits until the healthy ones of all play.
   *
   * @param streams the stream of each, by its index
   * @return false when some do not play after a while
   */
  boolean play(int count, double perSecond, IntFunction<String> streams, PlayerStyle style) {
    int before = swarm.playing();
    CompletableFuture<Void> opened =
        swarm.ramp(count, perSecond, i -> server.playUrl(streams.apply(i)), style);
    patience.await(opened, RAMP.plusMillis((long) (1000 * count / perSecond)));
    int expected = style.kind() == PlayerStyle.Kind.HEALTHY ? before + count : before;
    return patience.until(() -> swarm.playing() >= expected, PLAY);
  }

  /** Lets them play until bursts of the beginning are over. */
  void settle() {
    patience.pause(load.settle());
  }

  /** Watches for as long as the load says. */
  Window watch() {
    Window.Opened window = openWindow();
    patience.pause(load.seconds());
    return window.close();
  }

  /** Begins to watch. */
  Window.Opened openWindow() {
    return Window.open(server, swarm, cores);
  }

  /** Lets some players play and leave. */
  void warmUp(int count) {
    if (!load.warmUp().isZero()) {
      play(count, PlayerStyle.HEALTHY);
      patience.pause(load.warmUp());
      clear();
    }
  }

  /** All players leave; waits until the server knows. */
  void clear() {
    swarm.clear();
    patience.until(() -> Proc.openFiles(server.processId()) <= idleFiles + 8, LEAVE);
  }

  @Override
  public void close() {
    patience.watch();
    swarm.close();
    publisher.close();
    server.close();
  }

  private CompletableFuture<String> lost() {
    return publisher.lost().thenApply(why -> server.name() + " lost the publisher: " + why);
  }
}
