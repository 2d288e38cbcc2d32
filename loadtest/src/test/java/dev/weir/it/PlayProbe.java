package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.loadtest.client.PlayListener;
import dev.weir.loadtest.client.Player;
import dev.weir.loadtest.client.RefusedException;
import dev.weir.media.VideoTagHeader;
import dev.weir.rtmp.RtmpUrl;
import dev.weir.rtmp.handshake.HandshakeScheme;
import dev.weir.rtmp.message.MessageType;
import dev.weir.transport.RtmpDialer;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One of our own players, and what it saw. */
final class PlayProbe implements PlayListener, AutoCloseable {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final boolean records;
  private final PacketLog packets = new PacketLog();
  private final List<Long> arrivals = new ArrayList<>();
  private final AtomicInteger messages = new AtomicInteger();
  private final long startNanos = System.nanoTime();
  private final CompletableFuture<Void> started = new CompletableFuture<>();
  private final CompletableFuture<Duration> firstKeyFrame = new CompletableFuture<>();
  private final CompletableFuture<String> refused = new CompletableFuture<>();
  private final CompletableFuture<String> ended = new CompletableFuture<>();
  private final CompletableFuture<String> closed = new CompletableFuture<>();
  private volatile long lastNanos;
  private volatile long longestNanos;
  private Player player;

  private PlayProbe(boolean records) {
    this.records = records;
  }

  /** Plays and keeps every packet. */
  static PlayProbe record(Vertx vertx, RtmpDialer dialer, String url, HandshakeScheme handshake) {
    return start(vertx, dialer, url, handshake, true);
  }

  /** Plays and counts messages. */
  static PlayProbe count(Vertx vertx, RtmpDialer dialer, String url) {
    return start(vertx, dialer, url, HandshakeScheme.SIMPLE, false);
  }

  private static PlayProbe start(
      Vertx vertx, RtmpDialer dialer, String url, HandshakeScheme handshake, boolean records) {
    PlayProbe probe = new PlayProbe(records);
    probe.player = Player.start(vertx, dialer, RtmpUrl.parse(url), handshake, probe);
    return probe;
  }

  /** Done when play was granted. */
  CompletableFuture<Void> started() {
    return started;
  }

  /** From before dialling to the first key frame; fails when the connection ended before. */
  CompletableFuture<Duration> firstKeyFrame() {
    return firstKeyFrame;
  }

  /** The code of the server's no. */
  CompletableFuture<String> refused() {
    return refused;
  }

  /** The code with which the server ended the stream. */
  CompletableFuture<String> ended() {
    return ended;
  }

  /** Done when the connection is gone. */
  CompletableFuture<String> closed() {
    return closed;
  }

  /** Messages that came so far. */
  int messages() {
    return messages.get();
  }

  /** The longest that it waited for a message between two of them. */
  Duration longestGap() {
    return Duration.ofNanos(longestNanos);
  }

  /** How long it took from before dialling until now. */
  Duration age() {
    return Duration.ofMillis((System.nanoTime() - startNanos) / NANOS_PER_MILLI);
  }

  /** Everything that was played; ends the player first. */
  PacketLog packets() {
    close();
    assertThat(closed).as("end of a player").succeedsWithin(10, TimeUnit.SECONDS);
    return packets;
  }

  /** When each of {@link #packets()} came, by {@link System#nanoTime()}; to be asked after them. */
  List<Long> arrivals() {
    return arrivals;
  }

  @Override
  public void onStarted() {
    started.complete(null);
  }

  @Override
  public void onFrame(int type, long timestamp, ByteBuf body) {
    messages.incrementAndGet();
    long now = System.nanoTime();
    if (lastNanos != 0 && now - lastNanos > longestNanos) {
      longestNanos = now - lastNanos;
    }
    lastNanos = now;
    if (records) {
      packets.add(type, timestamp, body);
      if (arrivals.size() < packets.packets().size()) {
        arrivals.add(System.nanoTime());
      }
    }
    boolean key = type == MessageType.VIDEO && VideoTagHeader.parse(body).isKeyFrame();
    if (key && !firstKeyFrame.isDone()) {
      firstKeyFrame.complete(Duration.ofNanos(System.nanoTime() - startNanos));
    }
  }

  @Override
  public void onRefused(RefusedException why) {
    refused.complete(why.code());
    firstKeyFrame.completeExceptionally(why);
  }

  @Override
  public void onEnded(String code) {
    ended.complete(code);
  }

  @Override
  public void onClosed(String why) {
    firstKeyFrame.completeExceptionally(new IllegalStateException("closed: " + why));
    closed.complete(why);
  }

  @Override
  public void close() {
    player.close();
  }
}
