package dev.weir.loadtest.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.rtmp.RtmpUrl;
import dev.weir.rtmp.handshake.HandshakeScheme;
import dev.weir.rtmp.message.StatusCode;
import dev.weir.rtmp.session.SessionSettings;
import dev.weir.transport.RtmpDialer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
final class PlayerTest implements PlayListener {
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private Vertx vertx;
  private RecordingServer server;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    server = RecordingServer.start(vertx);
  }

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @ParameterizedTest
  @EnumSource
  void handsOverWhatItGets(HandshakeScheme handshake) {
    Player player = play(handshake);
    await().until(() -> heard.contains("started"));

    server.send(9, 0xFFFF_FFFFL, new byte[] {0x17, 1});
    server.send(8, 7, new byte[] {(byte) 0xaf, 1});

    await().until(() -> heard.size() == 3);
    assertThat(heard).containsExactly("started", "9 4294967295 1701", "8 7 af01");
    player.close();
    await().until(() -> server.events().contains("unplay"));
    await().until(() -> heard.size() == 4);
  }

  @Test
  void hearsTheEndOfTheStream() {
    play(HandshakeScheme.SIMPLE);
    await().until(() -> heard.contains("started"));

    server.endPlays();

    await().until(() -> heard.stream().anyMatch(line -> line.startsWith("closed")));
    assertThat(heard).hasSize(3).element(1).asString().startsWith("ended NetStream.Play.");
  }

  @Test
  void hearsANo() {
    server.refuse(StatusCode.PLAY_STREAM_NOT_FOUND);

    play(HandshakeScheme.SIMPLE);

    await().until(() -> heard.stream().anyMatch(line -> line.startsWith("closed")));
    assertThat(heard).startsWith("refused: NetStream.Play.StreamNotFound (not here)").hasSize(2);
  }

  @Test
  void hearsThatNobodyListens() {
    String url = server.url("test").replaceFirst(":\\d+/", ":1/");
    RtmpDialer dialer = new RtmpDialer(vertx, SessionSettings.DEFAULT);

    Player.start(vertx, dialer, RtmpUrl.parse(url), HandshakeScheme.SIMPLE, this);

    await().until(() -> !heard.isEmpty());
    assertThat(heard).singleElement().asString().contains("closed", "refused");
  }

  private Player play(HandshakeScheme handshake) {
    RtmpDialer dialer = new RtmpDialer(vertx, SessionSettings.DEFAULT);
    return Player.start(vertx, dialer, RtmpUrl.parse(server.url("test")), handshake, this);
  }

  @Override
  public void onStarted() {
    heard.add("started");
  }

  @Override
  public void onFrame(int type, long timestamp, ByteBuf body) {
    heard.add(type + " " + timestamp + " " + ByteBufUtil.hexDump(body));
  }

  @Override
  public void onRefused(RefusedException refused) {
    heard.add(refused.getMessage());
  }

  @Override
  public void onEnded(String code) {
    heard.add("ended " + code);
  }

  @Override
  public void onClosed(String why) {
    heard.add("closed " + why);
  }
}
