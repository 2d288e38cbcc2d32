package dev.weir.loadtest.swarm;

import dev.weir.rtmp.RtmpUrl;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * The players and publishers of one event loop, with one receive buffer and one set of counters for
 * all of them. All methods are called on the loop.
 */
public final class SwarmLoop {
  private static final int READ_BYTES = 256 << 10;
  private static final int SLOW_TICK_MILLIS = 5;
  private static final int REASONS_MAX = 20;

  /** An address has 28,000 ports on Linux; loopback has many addresses. */
  private static final int PLAYERS_AN_ADDRESS = 20_000;

  private final EventLoop loop;
  private final Class<? extends SocketChannel> channelType;
  private final ByteBuf shared = Unpooled.directBuffer(READ_BYTES, READ_BYTES);
  private final Set<SwarmPlayer> players = new LinkedHashSet<>();
  private final Set<SwarmPlayer> slowPlayers = new LinkedHashSet<>();
  private final Set<SwarmPublisher> publishers = new LinkedHashSet<>();
  private final Tally second = new Tally();
  private final Tally healthy = new Tally();
  private final Tally slow = new Tally();
  private final Tally stalled = new Tally();
  private final Map<String, Integer> reasons = new TreeMap<>();
  private Future<?> slowTick;
  private int opened;

  /**
   * @param loop any of Netty's, also one that others use too
   */
  public SwarmLoop(EventLoop loop) {
    this.loop = loop;
    this.channelType =
        loop.parent() instanceof IoEventLoopGroup group && group.isIoType(EpollIoHandler.class)
            ? EpollSocketChannel.class
            : NioSocketChannel.class;
  }

  /** Where it lives. */
  public EventLoop eventLoop() {
    return loop;
  }

  /**
   * Opens a player.
   *
   * @param remote address of the URL's host and port; resolved
   */
  public SwarmPlayer play(
      RtmpUrl url, InetSocketAddress remote, PlayerStyle style, PlayerListener listener) {
    Target target = new Target(url, remote);
    SwarmConnection connection = connect(target, style, ConnectionListener.NONE, false);
    return play(connection, url.name(), style, listener, null);
  }

  /**
   * Plays over a connection of this loop that nobody uses yet.
   *
   * @param name of the stream, with its query
   * @param style as the connection was made with
   * @param before what the viewer sees, or saw, over another connection; null for a new viewer
   */
  public SwarmPlayer play(
      SwarmConnection connection,
      String name,
      PlayerStyle style,
      PlayerListener listener,
      Sight before) {
    Tally tally = tally(style.kind());
    Sight sight = before == null ? new Sight(tally) : before.again(tally);
    SwarmPlayer player =
        new SwarmPlayer(connection, name, style, listener, this, sight, before != null);
    players.add(player);
    if (style.kind() == PlayerStyle.Kind.SLOW) {
      slowPlayers.add(player);
      if (slowTick == null) {
        slowTick =
            loop.scheduleAtFixedRate(
                this::readSlowly, SLOW_TICK_MILLIS, SLOW_TICK_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
    player.start();
    return player;
  }

  /**
   * Publishes over a connection of this loop that nobody uses yet.
   *
   * @param targets where it goes when it returns, beginning with that of the connection; the
   *     streams' names are theirs
   * @param returns as the connection was made with: whether it comes back, and moves on request
   */
  public SwarmPublisher publish(
      SwarmConnection connection,
      List<Target> targets,
      Feed feed,
      boolean returns,
      PublishListener listener) {
    SwarmPublisher publisher = new SwarmPublisher(this, targets, feed, returns, listener);
    publishers.add(publisher);
    publisher.start(connection);
    return publisher;
  }

  /**
   * Connects for a player.
   *
   * @param movable whether it announces that it goes elsewhere when it is asked to
   */
  public SwarmConnection connect(
      Target target, PlayerStyle style, ConnectionListener listener, boolean movable) {
    SharedReceive receive = new SharedReceive(shared);
    SwarmConnection connection = new SwarmConnection(target.url(), listener, receive, movable);
    Bootstrap bootstrap =
        new Bootstrap().group(loop).channel(channelType).option(ChannelOption.TCP_NODELAY, true);
    if (target.url().secure()) {
      // TLS keeps what it read of a record until the rest is there, so nothing can be shared.
      bootstrap.handler(SwarmTls.around(connection));
    } else {
      bootstrap.option(ChannelOption.RECVBUF_ALLOCATOR, receive).handler(connection);
    }
    if (style.receiveBytes() > 0) {
      bootstrap.option(ChannelOption.SO_RCVBUF, style.receiveBytes());
    }
    bootstrap
        .connect(target.remote(), local(target.remote(), opened++))
        .addListener(
            connect -> {
              if (!connect.isSuccess()) {
                connection.end("connect: " + connect.cause().getMessage());
              }
            });
    return connection;
  }

  /** Connects for a publisher. */
  public SwarmConnection connect(Target target, ConnectionListener listener, boolean movable) {
    return connect(target, PlayerStyle.HEALTHY, listener, movable);
  }

  /** Counts no longer a player that has left. */
  public void forget(SwarmPlayer player) {
    players.remove(player);
    slowPlayers.remove(player);
  }

  void forget(SwarmPublisher publisher) {
    publishers.remove(publisher);
  }

  /** Players that did not leave by themselves, also those that are lost. */
  public Collection<SwarmPlayer> players() {
    return players;
  }

  /** Publishers that were not closed. */
  public Collection<SwarmPublisher> publishers() {
    return publishers;
  }

  /** What happened since this was asked last, which is to be a second ago. */
  public SwarmSecond takeSecond() {
    SwarmSecond taken = SwarmSecond.of(second.copy(), players, publishers);
    endSecond();
    return taken;
  }

  private void endSecond() {
    healthy.add(second);
    second.reset();
  }

  /** Healthy players that play now. */
  public int playing() {
    int playing = 0;
    for (SwarmPlayer player : players) {
      playing += player.style().kind() == PlayerStyle.Kind.HEALTHY && player.isPlaying() ? 1 : 0;
    }
    return playing;
  }

  /** All players and publishers leave; what they saw is forgotten. */
  public void clear() {
    List.copyOf(players).forEach(SwarmPlayer::leave);
    players.clear();
    slowPlayers.clear();
    List.copyOf(publishers).forEach(SwarmPublisher::close);
    reasons.clear();
    beginWindow();
  }

  /** As {@link #clear()}, and the loop may be used no more for this. */
  public void close() {
    clear();
    if (slowTick != null) {
      slowTick.cancel(false);
    }
    // Connections that are closing count on the buffer, which is then theirs to free.
    loop.execute(shared::release);
  }

  /** Counts from here on. */
  public void beginWindow() {
    second.reset();
    healthy.reset();
    slow.reset();
    players.forEach(SwarmPlayer::beginWindow);
  }

  /** What came since the window began. */
  public SwarmReport report() {
    long now = System.nanoTime();
    SwarmReport report = SwarmReport.empty();
    Tally frames = healthy.copy();
    frames.add(second);
    int count = 0;
    int playing = 0;
    int lost = 0;
    int slowPlaying = 0;
    long bytes = 0;
    long least = Long.MAX_VALUE;
    for (SwarmPlayer player : players) {
      if (player.style().kind() != PlayerStyle.Kind.HEALTHY) {
        slowPlaying += isSlow(player) && player.isPlaying() ? 1 : 0;
        continue;
      }
      count++;
      playing += player.isPlaying() ? 1 : 0;
      lost += player.isGone() ? 1 : 0;
      bytes += player.bytesInWindow();
      least = Math.min(least, player.framesInWindow());
      if (player.isPlaying()) {
        frames.pause(player.sight().silence(now));
      }
      record(report.firstMedia(), player.openedNanos(), player.firstMediaNanos());
      record(report.firstKeyFrame(), player.openedNanos(), player.firstKeyFrameNanos());
    }
    return new SwarmReport(
        count,
        playing,
        lost,
        Map.copyOf(reasons),
        bytes,
        least,
        report.firstMedia(),
        report.firstKeyFrame(),
        frames,
        slow.copy(),
        slowPlaying);
  }

  Tally tally(PlayerStyle.Kind kind) {
    return switch (kind) {
      case HEALTHY -> second;
      case SLOW -> slow;
      case STALLED -> stalled;
    };
  }

  void onGone(SwarmPlayer player, String reason) {
    if (player.style().kind() == PlayerStyle.Kind.HEALTHY
        && (reasons.size() < REASONS_MAX || reasons.containsKey(reason))) {
      reasons.merge(reason, 1, Integer::sum);
    }
  }

  private void readSlowly() {
    long now = System.nanoTime();
    slowPlayers.forEach(player -> player.readSome(now));
  }

  private static boolean isSlow(SwarmPlayer player) {
    return player.style().kind() == PlayerStyle.Kind.SLOW;
  }

  private static void record(Histogram times, long from, long to) {
    if (to != 0) {
      times.recordValue(Math.max(0, TimeUnit.NANOSECONDS.toMicros(to - from)));
    }
  }

  /** Null for the system's choice. */
  private static InetSocketAddress local(InetSocketAddress remote, int index) {
    int extra = index / PLAYERS_AN_ADDRESS;
    byte[] address = remote.getAddress().getAddress();
    if (extra == 0 || address.length != 4 || address[0] != 127) {
      return null;
    }
    try {
      byte[] own = {127, 0, 0, (byte) (1 + extra % 200)};
      return new InetSocketAddress(InetAddress.getByAddress(own), 0);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
