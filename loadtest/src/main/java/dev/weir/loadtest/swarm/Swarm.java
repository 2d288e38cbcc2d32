package dev.weir.loadtest.swarm;

import dev.weir.rtmp.RtmpUrl;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * A swarm with event loops of its own. For callers outside of these: every method may be called
 * from any other thread, and those that give a result block until the loops have answered.
 */
public final class Swarm implements AutoCloseable {
  private static final int RAMP_TICK_MILLIS = 5;
  private static final int RAMP_BURST = 64;

  private final EventLoopGroup group;
  private final List<SwarmLoop> loops = new ArrayList<>();

  private Swarm(EventLoopGroup group) {
    this.group = group;
    // Not next(): whoever asks a group what it can do takes a turn, too.
    for (EventExecutor executor : group) {
      EventLoop loop = (EventLoop) executor;
      loops.add(CompletableFuture.supplyAsync(() -> new SwarmLoop(loop), loop).join());
    }
  }

  /**
   * A swarm without players.
   *
   * @param loops event loops, each a thread; one is enough for thousands of players
   */
  public static Swarm open(int loops) {
    return new Swarm(eventLoops(loops, "swarm"));
  }

  /** Event loops of the best kind that there is. */
  static EventLoopGroup eventLoops(int count, String name) {
    IoHandlerFactory io =
        Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    return new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory(name, true), io);
  }

  /**
   * Opens players one after another, at an even rate and spread over the loops.
   *
   * @param count how many
   * @param perSecond how many a second
   * @param urls the URL of each, by its index; all of the first one's host
   * @param style of all of them
   * @return done when the last one was told to connect
   */
  public CompletableFuture<Void> ramp(
      int count, double perSecond, IntFunction<RtmpUrl> urls, PlayerStyle style) {
    if (count == 0) {
      return CompletableFuture.completedFuture(null);
    }
    RtmpUrl first = urls.apply(0);
    InetSocketAddress remote = new InetSocketAddress(first.host(), first.port());
    if (remote.isUnresolved()) {
      return CompletableFuture.failedFuture(
          new IllegalArgumentException("no address for " + first.host()));
    }
    Ramp ramp = new Ramp(count, perSecond, urls, remote, style);
    loops.get(0).eventLoop().execute(ramp::go);
    return ramp.done;
  }

  /** One of its loops, each in turn as the number rises. */
  public SwarmLoop loop(long number) {
    return loops.get((int) Math.floorMod(number, (long) loops.size()));
  }

  /** What happened since this was asked last, which is to be a second ago. */
  public SwarmSecond takeSecond() {
    return each(SwarmLoop::takeSecond).stream().reduce(SwarmSecond.empty(), SwarmSecond::plus);
  }

  /** Ids of its threads, by which the JVM tells how busy they are. */
  public List<Long> threads() {
    return each(loop -> Thread.currentThread().getId());
  }

  /** Counts from here on. */
  public void beginWindow() {
    each(
        loop -> {
          loop.beginWindow();
          return loop;
        });
  }

  /** What came since the window began. */
  public SwarmReport report() {
    return each(SwarmLoop::report).stream().reduce(SwarmReport.empty(), SwarmReport::plus);
  }

  /**
   * Asks each player something.
   *
   * @param question asked on the player's event loop
   */
  public <T> List<T> ask(Function<SwarmPlayer, T> question) {
    return each(loop -> loop.players().stream().map(question).toList()).stream()
        .flatMap(List::stream)
        .toList();
  }

  /** As {@link #ask}, of publishers. */
  public <T> List<T> askPublishers(Function<SwarmPublisher, T> question) {
    return each(loop -> loop.publishers().stream().map(question).toList()).stream()
        .flatMap(List::stream)
        .toList();
  }

  /** Healthy players that play now. */
  public int playing() {
    return each(SwarmLoop::playing).stream().mapToInt(Integer::intValue).sum();
  }

  /** All players leave. */
  public void clear() {
    each(
        loop -> {
          loop.clear();
          return loop;
        });
  }

  @Override
  public void close() {
    each(
        loop -> {
          loop.close();
          return loop;
        });
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private <T> List<T> each(Function<SwarmLoop, T> task) {
    List<CompletableFuture<T>> answers = new ArrayList<>();
    for (SwarmLoop loop : loops) {
      Supplier<T> call = () -> task.apply(loop);
      answers.add(CompletableFuture.supplyAsync(call, loop.eventLoop()));
    }
    return answers.stream().map(CompletableFuture::join).toList();
  }

  /** Players that are being opened, paced by the first loop. */
  private final class Ramp {
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final long startNanos = System.nanoTime();
    private final int count;
    private final double perSecond;
    private final IntFunction<RtmpUrl> urls;
    private final InetSocketAddress remote;
    private final PlayerStyle style;
    private int opened;

    Ramp(
        int count,
        double perSecond,
        IntFunction<RtmpUrl> urls,
        InetSocketAddress remote,
        PlayerStyle style) {
      this.count = count;
      this.perSecond = perSecond;
      this.urls = urls;
      this.remote = remote;
      this.style = style;
    }

    void go() {
      double due = Math.min(count, 1 + (System.nanoTime() - startNanos) / 1e9 * perSecond);
      for (int burst = 0; opened < (int) due && burst < RAMP_BURST; burst++) {
        int index = opened++;
        SwarmLoop loop = loops.get(index % loops.size());
        RtmpUrl url = urls.apply(index);
        loop.eventLoop().execute(() -> loop.play(url, remote, style, PlayerListener.NONE));
      }
      if (opened == count) {
        done.complete(null);
      } else {
        EventLoop pace = loops.get(0).eventLoop();
        if (!pace.isShuttingDown()) {
          pace.schedule(this::go, RAMP_TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
      }
    }
  }
}
