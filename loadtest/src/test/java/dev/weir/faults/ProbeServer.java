package dev.weir.faults;

import dev.weir.amf.AmfValue;
import dev.weir.metrics.ConnectionLimit;
import dev.weir.rtmp.RtmpError;
import dev.weir.rtmp.chunk.ChunkEncoder;
import dev.weir.rtmp.message.ChunkStreamIds;
import dev.weir.rtmp.message.MessageEncoder;
import dev.weir.rtmp.message.MessageType;
import dev.weir.rtmp.message.StatusCode;
import dev.weir.rtmp.session.ServerEvent;
import dev.weir.rtmp.session.SessionSettings;
import dev.weir.transport.CloseReason;
import dev.weir.transport.ConnectionLimits;
import dev.weir.transport.ListenerSettings;
import dev.weir.transport.PeerPatience;
import dev.weir.transport.RtmpListener;
import dev.weir.transport.ServerConnection;
import dev.weir.transport.ServerHandler;
import dev.weir.transport.TransportObserver;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A server in this JVM that hands whatever is published to all players, keeps nothing, and is as
 * rude to publishers as it is told.
 */
final class ProbeServer implements AutoCloseable {
  private static final int CHUNK = 65_536;

  private final List<Desk> desks = new CopyOnWriteArrayList<>();

  /** Of its own: listeners of one Vert.x on any free port would share it. */
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

  private RtmpListener listener;
  private volatile boolean refuses;

  private ProbeServer() {}

  static ProbeServer start() {
    ProbeServer server = new ProbeServer();
    ListenerSettings settings =
        new ListenerSettings(
            "127.0.0.1",
            0,
            128,
            1,
            ConnectionLimits.of(100),
            List.of(),
            0,
            0,
            PeerPatience.DEFAULT,
            SessionSettings.DEFAULT,
            Optional.empty());
    server.listener =
        RtmpListener.listen(server.vertx, settings, new Silent(), server::desk)
            .toCompletionStage()
            .toCompletableFuture()
            .orTimeout(10, TimeUnit.SECONDS)
            .join();
    return server;
  }

  /** As in {@code host:port}. */
  String address() {
    return "127.0.0.1:" + listener.port();
  }

  /** Whether publishers are told BadName from now on. */
  void refuses(boolean now) {
    refuses = now;
  }

  /** Connections that publish now. */
  long publishers() {
    return desks.stream().filter(desk -> desk.publishes).count();
  }

  /** Connections that play now. */
  long players() {
    return desks.stream().filter(desk -> desk.plays).count();
  }

  /** Closes all publishers' connections without a word. */
  void cutPublishers() {
    desks.stream().filter(desk -> desk.publishes).forEach(Desk::cut);
  }

  /** Asks all publishers and players to go on elsewhere. */
  void sendAway(String tcUrl) {
    desks.forEach(desk -> desk.sendAway(tcUrl));
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private ServerHandler desk(ServerConnection connection) {
    Desk desk = new Desk(connection);
    desks.add(desk);
    return desk;
  }

  private final class Desk implements ServerHandler {
    private final ServerConnection connection;
    private volatile boolean publishes;
    private volatile boolean plays;

    Desk(ServerConnection connection) {
      this.connection = connection;
    }

    void cut() {
      connection
          .context()
          .runOnContext(v -> connection.close(new CloseReason(CloseReason.Kind.SHUTDOWN, "cut")));
    }

    void sendAway(String tcUrl) {
      connection
          .context()
          .runOnContext(
              v -> {
                ByteBuf out = connection.socket().allocator().buffer();
                AmfValue information =
                    AmfValue.object(
                        "level",
                        "status",
                        "code",
                        StatusCode.CONNECT_RECONNECT_REQUEST.code(),
                        "tcUrl",
                        tcUrl);
                new MessageEncoder(connection.socket().allocator(), CHUNK)
                    .command(out, 0, "onStatus", 0, AmfValue.NULL, information);
                connection.socket().write(out);
                connection.socket().flush();
              });
    }

    @Override
    public void onConnect(ServerEvent.Connect event) {
      connection.reply(session -> session.acceptConnect(System.nanoTime()));
    }

    @Override
    public void onIntroduction(ServerEvent.Introduced event) {
      // No node of a cluster calls here.
    }

    @Override
    public void onPublish(ServerEvent.Publish event) {
      connection.reply(
          session -> {
            if (refuses) {
              session.rejectPublish(event.streamId(), StatusCode.PUBLISH_BAD_NAME, "taken");
            } else {
              session.acceptPublish(event.streamId(), System.nanoTime());
              publishes = true;
            }
          });
    }

    @Override
    public void onPlay(ServerEvent.Play event) {
      connection.reply(session -> session.acceptPlay(event.streamId(), event.name().path()));
      plays = true;
    }

    @Override
    public void onMedia(ServerEvent.Media event) {
      int type = event.video() ? MessageType.VIDEO : MessageType.AUDIO;
      desks.stream()
          .filter(desk -> desk.plays)
          .forEach(desk -> desk.send(type, event.timestamp(), event.payload()));
      event.release();
    }

    /** All connections are on the listener's only loop. */
    private void send(int type, long timestamp, ByteBuf body) {
      ByteBuf out = connection.socket().allocator().buffer();
      ChunkEncoder.encode(out, ChunkStreamIds.ofMedia(type), type, 1, timestamp, body, CHUNK);
      connection.socket().write(out);
      connection.socket().flush();
    }

    @Override
    public void onData(ServerEvent.Data event) {
      event.release();
    }

    @Override
    public void onPublishEnded(ServerEvent.PublishEnded event) {
      publishes = false;
    }

    @Override
    public void onPlayEnded(ServerEvent.PlayEnded event) {
      plays = false;
    }

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

    @Override
    public void onClosed(CloseReason reason) {
      desks.remove(this);
    }
  }

  private static final class Silent implements TransportObserver {
    @Override
    public void onRefused(ConnectionLimit limit) {}

    @Override
    public void onBytesIn(int bytes) {}

    @Override
    public void onProtocolError(RtmpError error) {}
  }
}
