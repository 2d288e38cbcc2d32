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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * The players of one event loop, with one receive buffer and one set of counters for all of them.
 * All methods are called on the loop.
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
  private final List<SwarmPlayer> players = new ArrayList<>();
  private final List<SwarmPlayer> slowPlayers = new ArrayList<>();
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
    SharedReceive receive = new SharedReceive(shared);
    SwarmPlayer player = new SwarmPlayer(url, style, listener, this, receive);
    players.add(player);
    Bootstrap bootstrap =
        new Bootstrap().group(loop).channel(channelType).option(ChannelOption.TCP_NODELAY, true);
    if (url.secure()) {
      // TLS keeps what it read of a record until the rest is there, so nothing can be shared.
      bootstrap.handler(SwarmTls.around(player));
    } else {
      bootstrap.option(ChannelOption.RECVBUF_ALLOCATOR, receive).handler(player);
    }
    if (style.receiveBytes() > 0) {
      bootstrap.option(ChannelOption.SO_RCVBUF, style.receiveBytes());
    }
    if (style.kind() == PlayerStyle.Kind.SLOW) {
      slowPlayers.add(player);
      if (slowTick == null) {
        slowTick =
            loop.scheduleAtFixedRate(
                this::readSlowly, SLOW_TICK_MILLIS, SLOW_TICK_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
    bootstrap
        .connect(remote, local(remote, opened++))
        .addListener(
            connect -> {
              if (!connect.isSuccess()) {
                player.end("connect: " + connect.cause().getMessage());
              }
            });
    return player;
  }

  /** Players that did not leave by themselves, also those that are lost. */
  public List<SwarmPlayer> players() {
    return players;
  }

  /** Healthy players that play now. */
  public int playing() {
    int playing = 0;
    for (SwarmPlayer player : players) {
      playing += player.style().kind() == PlayerStyle.Kind.HEALTHY && player.isPlaying() ? 1 : 0;
    }
    return playing;
  }

  /** All players leave; what they saw is forgotten. */
  public void clear() {
    List.copyOf(players).forEach(SwarmPlayer::leave);
    players.clear();
    slowPlayers.clear();
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
    healthy.reset();
    slow.reset();
    players.forEach(SwarmPlayer::beginWindow);
  }

  /** What came since the window began. */
  public SwarmReport report() {
    long now = System.nanoTime();
    SwarmReport report = SwarmReport.empty();
    Tally frames = healthy.copy();
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
        frames.pause(player.silence(now));
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
      case HEALTHY -> healthy;
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
