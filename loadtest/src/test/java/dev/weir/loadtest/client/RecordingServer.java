package dev.weir.loadtest.client;

import dev.weir.metrics.ConnectionLimit;
import dev.weir.rtmp.RtmpError;
import dev.weir.rtmp.chunk.ChunkEncoder;
import dev.weir.rtmp.message.ChunkStreamIds;
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
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that takes what is published, writes it down, and says to players what it is told. */
public final class RecordingServer {
  /** A message as it arrived. */
  public record Message(int connection, int type, long timestamp, byte[] body) {}

  private final List<Message> messages = new CopyOnWriteArrayList<>();
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final List<ServerConnection> connections = new CopyOnWriteArrayList<>();
  private final List<ServerConnection> players = new CopyOnWriteArrayList<>();
  private final AtomicInteger opened = new AtomicInteger();
  private RtmpListener listener;
  private volatile StatusCode refusal;

  private RecordingServer() {}

  public static RecordingServer start(Vertx vertx) {
    RecordingServer server = new RecordingServer();
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
        RtmpListener.listen(vertx, settings, new Silent(), server::handler)
            .toCompletionStage()
            .toCompletableFuture()
            .orTimeout(10, TimeUnit.SECONDS)
            .join();
    return server;
  }

  public String url(String name) {
    return "rtmp://127.0.0.1:" + listener.port() + "/live/" + name;
  }

  /** Says no to whoever publishes or plays from now on; null for yes. */
  public void refuse(StatusCode code) {
    refusal = code;
  }

  /** Media and data of all connections. */
  public List<Message> messages() {
    return messages;
  }

  /** What clients asked for, as in {@code publish name} and {@code unpublish}. */
  public List<String> events() {
    return events;
  }

  /** Closes all connections without a word. */
  public void cut() {
    connections.forEach(
        connection ->
            connection
                .context()
                .runOnContext(
                    v -> connection.close(new CloseReason(CloseReason.Kind.SHUTDOWN, "cut"))));
  }

  /** Runs something where the server would read. */
  void onItsLoop(Runnable task) {
    listener.loops().get(0).runOnContext(v -> task.run());
  }

  /** Asks all who announced that they can to go elsewhere. */
  public void askToReconnect(String tcUrl) {
    connections.forEach(
        connection -> connection.replyLater(session -> session.requestReconnect(tcUrl, "leaving")));
  }

  /** Ends all players' streams as a server does. */
  public void endPlays() {
    connections.forEach(connection -> connection.replyLater(session -> session.endPlay(1, "x")));
  }

  /** Sends a message to all players. */
  public void send(int type, long timestamp, byte[] body) {
    players.forEach(
        connection ->
            connection.context().runOnContext(v -> sendNow(connection, type, timestamp, body)));
  }

  private static void sendNow(ServerConnection to, int type, long timestamp, byte[] body) {
    ByteBuf out = to.socket().allocator().buffer();
    ByteBuf payload = Unpooled.wrappedBuffer(body);
    ChunkEncoder.encode(out, ChunkStreamIds.ofMedia(type), type, 1, timestamp, payload, 65_536);
    to.socket().write(out);
    to.socket().flush();
  }

  private ServerHandler handler(ServerConnection connection) {
    connections.add(connection);
    return new Desk(opened.incrementAndGet(), connection);
  }

  private final class Desk implements ServerHandler {
    private final int number;
    private final ServerConnection connection;

    Desk(int number, ServerConnection connection) {
      this.number = number;
      this.connection = connection;
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
      events.add("publish " + event.name().path());
      connection.reply(
          session -> {
            if (refusal == null) {
              session.acceptPublish(event.streamId(), System.nanoTime());
            } else {
              session.rejectPublish(event.streamId(), refusal, "not\nhere");
            }
          });
    }

    @Override
    public void onPlay(ServerEvent.Play event) {
      if (refusal == null) {
        players.add(connection);
      }
      events.add("play " + event.name().path());
      connection.reply(
          session -> {
            if (refusal == null) {
              session.acceptPlay(event.streamId(), event.name().path());
            } else {
              session.rejectPlay(event.streamId(), refusal, "not here");
            }
          });
    }

    @Override
    public void onMedia(ServerEvent.Media event) {
      keep(event.video() ? 9 : 8, event.timestamp(), event.payload());
    }

    @Override
    public void onData(ServerEvent.Data event) {
      keep(18, event.timestamp(), event.payload());
    }

    private void keep(int type, long timestamp, ByteBuf body) {
      messages.add(new Message(number, type, timestamp, ByteBufUtil.getBytes(body)));
      body.release();
    }

    @Override
    public void onPublishEnded(ServerEvent.PublishEnded event) {
      events.add("unpublish");
    }

    @Override
    public void onPlayEnded(ServerEvent.PlayEnded event) {
      events.add("unplay");
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
      connections.remove(connection);
      players.remove(connection);
      events.add("closed");
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
