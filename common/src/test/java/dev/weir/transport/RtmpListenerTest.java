package dev.weir.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.metrics.ConnectionLimit;
import dev.weir.rtmp.RtmpError;
import dev.weir.rtmp.RtmpUrl;
import dev.weir.rtmp.session.ClientEvent;
import dev.weir.rtmp.session.ClientTarget;
import dev.weir.rtmp.session.ServerEvent;
import dev.weir.rtmp.session.SessionSettings;
import io.netty.channel.epoll.EpollSocketChannel;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A real listener and a real client, over loopback. */
@Timeout(60)
final class RtmpListenerTest {
  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setPreferNativeTransport(true));
  private final List<ServerConnection> served = new CopyOnWriteArrayList<>();
  private final List<CloseReason> closed = new CopyOnWriteArrayList<>();
  private final List<ClientConnection> dialled = new CopyOnWriteArrayList<>();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private RtmpListener listener;

  @BeforeEach
  void listen() throws Exception {
    // Pinged after a second; a client that answered once has a second for the next answer.
    PeerPatience patience = new PeerPatience(7_000, 1_000, 1_000);
    ListenerSettings settings =
        new ListenerSettings(
            "127.0.0.1",
            0,
            16,
            2,
            ConnectionLimits.of(10),
            List.of(),
            0,
            0,
            patience,
            SessionSettings.DEFAULT,
            Optional.empty());
    listener =
        get(
            RtmpListener.listen(
                vertx,
                settings,
                new Unheard(),
                connection -> {
                  served.add(connection);
                  return new Desk(connection);
                }));
  }

  @AfterEach
  void close() throws Exception {
    get(vertx.close());
  }

  @Test
  void afterTheStopNobodyComesInAndNobodyIsThrownOut() throws Exception {
    dial();
    await().until(() -> !heard.isEmpty());

    listener.stopAccepting();

    await().until(() -> !answers());
    assertThat(closed).isEmpty();
    served.get(0).replyLater(session -> session.requestReconnect("rtmp://other/live", "Go."));
    await().until(() -> heard.contains("rtmp://other/live"));

    get(listener.close());
    await().until(() -> closed.size() == 1);
    assertThat(closed.get(0).kind()).isEqualTo(CloseReason.Kind.SHUTDOWN);
  }

  @Test
  void theKernelIsToldHowLongAPeerMayStaySilent() throws Exception {
    dial();
    await().until(() -> !heard.isEmpty());

    assertThat(served.get(0).socket().channel())
        .isInstanceOfSatisfying(
            EpollSocketChannel.class,
            channel -> assertThat(channel.config().getTcpUserTimeout()).isEqualTo(7_000));
    assertThat(dialled.get(0).socket().channel())
        .isInstanceOfSatisfying(
            EpollSocketChannel.class,
            channel ->
                assertThat(channel.config().getTcpUserTimeout())
                    .isEqualTo(PeerPatience.NODE_USER_TIMEOUT_MILLIS));
  }

  @Test
  void anotherNodeOfTheClusterMayNotStaySilentSoLong() throws Exception {
    dial();
    await().until(() -> !heard.isEmpty());

    served.get(0).replyLater(session -> served.get(0).peerIsNode());

    EpollSocketChannel channel = (EpollSocketChannel) served.get(0).socket().channel();
    await().until(() -> channel.config().getTcpUserTimeout() == 5_000);
  }

  @Test
  void aQuietClientThatAnswersItsPingsStays() throws Exception {
    dial();
    await().until(() -> !heard.isEmpty());
    long before = served.get(0).socket().bytesIn();

    // Two answers of eighteen bytes, and a few seconds of nothing else.
    await()
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> served.get(0).socket().bytesIn() >= before + 2 * 18);
    assertThat(closed).isEmpty();
  }

  @Test
  void aClientThatStopsToAnswerIsClosed() throws Exception {
    dial();
    await().until(() -> !heard.isEmpty());
    await().atMost(20, TimeUnit.SECONDS).until(() -> served.get(0).session().answersPings());

    dialled.get(0).socket().channel().config().setAutoRead(false);

    await().atMost(20, TimeUnit.SECONDS).until(() -> closed.size() == 1);
    assertThat(closed.get(0).kind()).isEqualTo(CloseReason.Kind.LOST);
  }

  /** The dialer's client closes what it dialled when it is collected. */
  @Test
  void whoeverDropsTheDialerKeepsTheConnection() throws Exception {
    WeakReference<RtmpDialer> dialer = new WeakReference<>(dial());
    await().until(() -> heard.contains("started"));

    await()
        .pollInterval(50, TimeUnit.MILLISECONDS)
        .during(500, TimeUnit.MILLISECONDS)
        .until(
            () -> {
              System.gc();
              return dialer.get() != null;
            });
    assertThat(closed).isEmpty();
  }

  private boolean answers() {
    try (Socket socket = new Socket("127.0.0.1", listener.port())) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private RtmpDialer dial() throws Exception {
    RtmpUrl url = new RtmpUrl("127.0.0.1", listener.port(), "live", "x");
    ClientTarget target = ClientTarget.of(ClientTarget.Role.PLAY, url).enhanced();
    RtmpDialer dialer = new RtmpDialer(vertx, SessionSettings.DEFAULT);
    dialled.add(get(dialer.dial(url.host(), url.port(), target, link -> new Ear())));
    return dialer;
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  /** Lets everybody play, and sends nothing. */
  private final class Desk implements ServerHandler {
    private final ServerConnection connection;

    Desk(ServerConnection connection) {
      this.connection = connection;
    }

    @Override
    public void onConnect(ServerEvent.Connect event) {
      connection.reply(session -> session.acceptConnect(System.nanoTime()));
    }

    @Override
    public void onPlay(ServerEvent.Play event) {
      connection.reply(session -> session.acceptPlay(event.streamId(), "x"));
    }

    @Override
    public void onClosed(CloseReason reason) {
      closed.add(reason);
    }

    @Override
    public void onIntroduction(ServerEvent.Introduced event) {}

    @Override
    public void onPublish(ServerEvent.Publish event) {}

    @Override
    public void onMedia(ServerEvent.Media event) {
      event.release();
    }

    @Override
    public void onData(ServerEvent.Data event) {
      event.release();
    }

    @Override
    public void onPublishEnded(ServerEvent.PublishEnded event) {}

    @Override
    public void onPlayEnded(ServerEvent.PlayEnded event) {}

    @Override
    public void onPause(ServerEvent.Pause event) {}

    @Override
    public void onReceive(ServerEvent.Receive event) {}

    @Override
    public void onIgnored(ServerEvent.Ignored event) {}

    @Override
    public void onReadComplete() {}

    @Override
    public void onTick(long nowNanos) {}
  }

  /** Hears what the server says. */
  private final class Ear implements ClientHandler {
    @Override
    public void onStarted(ClientEvent.Started event) {
      heard.add("started");
    }

    @Override
    public void onReconnectRequested(ClientEvent.ReconnectRequested event) {
      heard.add(event.tcUrl());
    }

    @Override
    public void onHandshakeDone(ClientEvent.HandshakeDone event) {}

    @Override
    public void onConnected(ClientEvent.Connected event) {}

    @Override
    public void onMedia(ClientEvent.Media event) {
      event.release();
    }

    @Override
    public void onData(ClientEvent.Data event) {
      event.release();
    }

    @Override
    public void onStatus(ClientEvent.Status event) {}

    @Override
    public void onRefused(ClientEvent.Refused event) {}

    @Override
    public void onEnded(ClientEvent.Ended event) {}

    @Override
    public void onReadComplete() {}

    @Override
    public void onClosed(CloseReason reason) {}
  }

  private static final class Unheard implements TransportObserver {
    @Override
    public void onRefused(ConnectionLimit limit) {}

    @Override
    public void onBytesIn(int bytes) {}

    @Override
    public void onProtocolError(RtmpError error) {}
  }
}
