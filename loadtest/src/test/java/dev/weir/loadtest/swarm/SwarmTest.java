package dev.weir.loadtest.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.loadtest.client.RecordingServer;
import dev.weir.loadtest.client.RecordingServer.Message;
import dev.weir.rtmp.RtmpUrl;
import dev.weir.rtmp.message.MessageType;
import dev.weir.rtmp.message.StatusCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class SwarmTest {
  private final Vertx vertx = Vertx.vertx();
  private final Swarm swarm = Swarm.open(2);
  private RecordingServer server;

  @BeforeEach
  void listen() {
    server = RecordingServer.start(vertx);
  }

  @AfterEach
  void close() {
    swarm.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void tellsAgesAndGapsOfStampedFrames() {
    play(3, PlayerStyle.HEALTHY);
    for (int number : new int[] {0, 1, 4, 4}) {
      server.send(MessageType.VIDEO, number, frame(number));
    }
    server.send(MessageType.AUDIO, 5, new byte[] {(byte) 0xAF, 1, 0});

    await().until(() -> swarm.report().healthy().frames() == 12);

    SwarmReport report = swarm.report();
    assertThat(report.opened()).isEqualTo(3);
    assertThat(report.playing()).isEqualTo(3);
    assertThat(report.lost()).isZero();
    assertThat(report.leastFrames()).isEqualTo(4);
    assertThat(report.firstKeyFrame().getTotalCount()).isEqualTo(3);
    assertThat(report.healthy().missing()).isEqualTo(6);
    assertThat(report.healthy().repeated()).isEqualTo(3);
    assertThat(report.healthy().badStarts()).isEqualTo(3);
    assertThat(report.healthy().ageMillis(100)).isBetween(0.001, 30_000.0);
  }

  @Test
  void beginsAnewWithAWindow() {
    play(1, PlayerStyle.HEALTHY);
    server.send(MessageType.VIDEO, 0, frame(0));
    await().until(() -> swarm.report().healthy().frames() == 1);

    swarm.beginWindow();

    assertThat(swarm.report().healthy().frames()).isZero();
    assertThat(swarm.report().bytes()).isZero();
    assertThat(swarm.report().leastFrames()).isZero();
    assertThat(swarm.playing()).isEqualTo(1);
  }

  @Test
  void saysWhyPlayersAreLost() {
    server.refuse(StatusCode.PLAY_STREAM_NOT_FOUND);
    play(2, PlayerStyle.HEALTHY);

    await().until(() -> swarm.report().lost() == 2);

    assertThat(swarm.report().reasons())
        .containsOnly(Map.entry("refused: NetStream.Play.StreamNotFound", 2));
    assertThat(swarm.report().playing()).isZero();
  }

  @Test
  void noticesTheEndOfAStream() {
    play(1, PlayerStyle.HEALTHY);
    server.send(MessageType.VIDEO, 0, frame(0));
    await().until(() -> swarm.playing() == 1);

    server.endPlays();

    await().until(() -> swarm.report().reasons().containsKey("the stream ended"));
  }

  @Test
  void countsServersThatAreNotThere() {
    swarm.ramp(1, 100, i -> RtmpUrl.parse("rtmp://127.0.0.1:1/live/x"), PlayerStyle.HEALTHY);

    await().until(() -> swarm.report().lost() == 1);

    assertThat(swarm.report().reasons().keySet()).allMatch(reason -> reason.startsWith("connect"));
  }

  @Test
  void aStalledPlayerReadsNoMoreAfterTheFirstPicture() {
    play(1, PlayerStyle.STALLED);
    play(1, PlayerStyle.HEALTHY);
    server.send(MessageType.VIDEO, 0, frame(0));
    await().until(() -> swarm.ask(SwarmPlayer::heldNanos).stream().anyMatch(held -> held != 0));
    long read = swarm.ask(SwarmPlayer::bytes).get(0);
    server.send(MessageType.VIDEO, 1, frame(1));
    await().until(() -> swarm.report().healthy().frames() == 2);

    assertThat(swarm.ask(SwarmPlayer::bytes)).contains(read);
    assertThat(swarm.report().opened()).isEqualTo(1);
  }

  @Test
  void aSlowPlayerReadsOn() {
    play(1, PlayerStyle.slow(4_000));
    for (int number = 0; number < 20; number++) {
      server.send(MessageType.VIDEO, number, frame(number));
    }

    await().until(() -> swarm.report().slow().frames() == 20);

    assertThat(swarm.report().slowPlaying()).isEqualTo(1);
    assertThat(swarm.report().healthy().frames()).isZero();
  }

  @Test
  void livesOnLoopsOfOthers() throws Exception {
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try {
      CompletableFuture<Void> keyFrame = new CompletableFuture<>();
      RtmpUrl url = RtmpUrl.parse(server.url("x"));
      PlayerListener listener =
          new PlayerListener() {
            @Override
            public void onFirstKeyFrame(SwarmPlayer player) {
              keyFrame.complete(null);
            }
          };
      SwarmLoop loop = group.submit(() -> new SwarmLoop(group.next())).get();
      group.execute(
          () ->
              loop.play(
                  url,
                  new InetSocketAddress(url.host(), url.port()),
                  PlayerStyle.HEALTHY,
                  listener));
      await().until(() -> server.events().contains("play x"));

      server.send(MessageType.VIDEO, 0, frame(0));

      assertThat(keyFrame).succeedsWithin(10, TimeUnit.SECONDS);
      group.submit(loop::close).get();
    } finally {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }

  @Test
  void publishesStampedFramesInOrder() {
    List<RtmpUrl> urls = List.of(RtmpUrl.parse(server.url("a")), RtmpUrl.parse(server.url("b")));
    try (StampedPublisher publisher = StampedPublisher.start(urls, new Feed(500, 50, 10))) {
      assertThat(publisher.started()).succeedsWithin(10, TimeUnit.SECONDS);
      await().until(() -> of(1).size() > 60 && of(2).size() > 60);
    }

    List<Message> sent = of(1);
    assertThat(sent.subList(0, 3)).extracting(Message::type).containsExactly(18, 9, 8);
    List<byte[]> pictures =
        sent.stream()
            .skip(3)
            .filter(m -> m.type() == MessageType.VIDEO)
            .map(Message::body)
            .toList();
    for (int i = 0; i < pictures.size(); i++) {
      byte[] picture = pictures.get(i);
      assertThat(Stamp.isIn(picture, picture.length)).isTrue();
      assertThat(Stamp.number(picture)).isEqualTo(i);
      assertThat(picture[0]).isEqualTo((byte) (i % 10 == 0 ? 0x17 : 0x27));
    }
  }

  @Test
  void saysWhyItMayNotPublish() {
    server.refuse(StatusCode.PUBLISH_BAD_NAME);
    RtmpUrl url = RtmpUrl.parse(server.url("a"));
    try (StampedPublisher publisher = StampedPublisher.start(List.of(url), new Feed(500, 25, 50))) {
      assertThat(publisher.started())
          .failsWithin(10, TimeUnit.SECONDS)
          .withThrowableThat()
          .havingCause()
          .withMessage("publish a: refused: NetStream.Publish.BadName");
    }
  }

  private List<Message> of(int connection) {
    return server.messages().stream().filter(m -> m.connection() == connection).toList();
  }

  private void play(int count, PlayerStyle style) {
    long before = plays();
    swarm.ramp(count, 1_000, i -> RtmpUrl.parse(server.url("x")), style).join();
    await().until(() -> plays() == before + count);
  }

  private long plays() {
    return server.events().stream().filter("play x"::equals).count();
  }

  private static byte[] frame(int number) {
    ByteBuf body = Unpooled.buffer().writeZero(3_000);
    body.setByte(0, number == 0 ? 0x17 : 0x27).setByte(1, 1);
    Stamp.mark(body);
    Stamp.set(body, number, System.nanoTime());
    return ByteBufUtil.getBytes(body);
  }
}
