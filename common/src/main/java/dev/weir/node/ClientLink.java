package dev.weir.node;

import dev.weir.access.AccessRequest;
import dev.weir.amf.AmfValue;
import dev.weir.cluster.NodeInfo;
import dev.weir.egress.PlayDesk;
import dev.weir.egress.RtmpPlayer;
import dev.weir.media.FrameKind;
import dev.weir.media.MediaFrame;
import dev.weir.media.MediaFrames;
import dev.weir.metrics.ConnectionKind;
import dev.weir.metrics.IgnoredReason;
import dev.weir.metrics.NodeMetrics;
import dev.weir.metrics.RequestKind;
import dev.weir.metrics.RequestResult;
import dev.weir.rtmp.RtmpName;
import dev.weir.rtmp.message.DataMessage;
import dev.weir.rtmp.message.StatusCode;
import dev.weir.rtmp.session.ServerEvent;
import dev.weir.stream.StreamKey;
import dev.weir.transport.CloseReason;
import dev.weir.transport.ServerConnection;
import dev.weir.transport.ServerHandler;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one client does here: it connects, and then publishes or plays. Lives on the connection's
 * event loop.
 */
final class ClientLink implements ServerHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ClientLink.class);

  private static final String LEAVING = "This server is being taken down; connect again.";

  private final String id;
  private final ServerConnection connection;
  private final PublishDesk publishDesk;
  private final PlayDesk playDesk;
  private final NodeMetrics metrics;
  private final SessionTable sessions;
  private final BooleanSupplier draining;
  private final Instant since = Instant.now();
  private final Map<Integer, PublisherSeat> publishers = new LinkedHashMap<>();
  private final Map<Integer, RtmpPlayer> players = new LinkedHashMap<>();
  private ConnectionKind kind = ConnectionKind.PENDING;
  private StreamKey stream;
  private String edge = "";
  private long countedOut;
  private boolean sentElsewhere;
  private volatile boolean dismissed;

  /** What it is in a drain; null while it has no role. Read by the drain, on a loop of its own. */
  private volatile DrainPlan.Guest guest;

  ClientLink(
      String id,
      ServerConnection connection,
      PublishDesk publishDesk,
      PlayDesk playDesk,
      NodeMetrics metrics,
      SessionTable sessions,
      BooleanSupplier draining) {
    this.id = id;
    this.connection = connection;
    this.publishDesk = publishDesk;
    this.playDesk = playDesk;
    this.metrics = metrics;
    this.sessions = sessions;
    this.draining = draining;
    metrics.connectionOpened(kind);
    sessions.add(this);
  }

  ServerConnection connection() {
    return connection;
  }

  String id() {
    return id;
  }

  DrainPlan.Guest guest() {
    return guest;
  }

  /** Whether it came with TLS; it is never sent where there is none. */
  boolean isSecure() {
    return connection.socket().isSecure();
  }

  /** Asks the client to go elsewhere, to this node if there is one. Any thread. */
  void ask(Optional<NodeInfo> target) {
    connection
        .context()
        .runOnContext(
            v -> {
              sentElsewhere = true;
              String app = written(connection.session().connect().app());
              String url = target.map(node -> DrainTargets.url(node, isSecure(), app)).orElse("");
              connection.reply(session -> session.requestReconnect(url, LEAVING));
            });
  }

  /**
   * Closes the connection with a word. Any thread.
   *
   * @return false when that was done before
   */
  boolean dismiss() {
    if (dismissed) {
      return false;
    }
    dismissed = true;
    connection
        .context()
        .runOnContext(
            v -> {
              connection.reply(session -> session.announceClose(LEAVING));
              connection.finish(new CloseReason(CloseReason.Kind.SHUTDOWN, LEAVING));
            });
    return true;
  }

  /** What it plays, when it is a person's player rather than an edge; otherwise null. */
  StreamKey playing() {
    return kind == ConnectionKind.PLAYER ? stream : null;
  }

  /** For the API; null while it has no role. */
  JsonObject toJson() {
    if (kind == ConnectionKind.PENDING) {
      return null;
    }
    return new JsonObject()
        .put("id", id)
        .put("kind", kind.name().toLowerCase(Locale.ROOT))
        .put("stream", stream.toString())
        .put("remoteAddress", connection.socket().remoteAddress())
        .put("client", edge.isEmpty() ? connection.session().connect().flashVersion() : edge)
        .put("since", since.toString())
        .put("bytesIn", connection.socket().bytesIn())
        .put("bytesOut", connection.socket().bytesOut())
        .put("queueBytes", connection.socket().unsent());
  }

  @Override
  public void onConnect(ServerEvent.Connect event) {
    RtmpName app = event.request().app();
    if (StreamKey.of(app.path(), "x").isEmpty()) {
      String reason = "The application name in the URL is missing or has forbidden characters.";
      connection.reply(session -> session.rejectConnect(StatusCode.CONNECT_INVALID_APP, reason));
      connection.finish(new CloseReason(CloseReason.Kind.REFUSED, reason));
      return;
    }
    edge =
        event
            .request()
            .property(NodeProtocol.CONNECT_PROPERTY)
            .asProperties()
            .getOrDefault("node", AmfValue.UNDEFINED)
            .asText("");
    if (!edge.isEmpty()) {
      connection.peerIsNode();
    }
    connection.reply(session -> session.acceptConnect(System.nanoTime()));
  }

  @Override
  public void onPublish(ServerEvent.Publish event) {
    Optional<StreamKey> key = key(event.name());
    if (key.isEmpty()) {
      metrics.request(RequestKind.PUBLISH, RequestResult.BAD_NAME);
      refusePublish(
          event.streamId(),
          StatusCode.PUBLISH_BAD_NAME,
          "The stream name (stream key) is missing or has forbidden characters.");
      return;
    }
    if (draining.getAsBoolean()) {
      metrics.request(RequestKind.PUBLISH, RequestResult.FAILED);
      refusePublish(event.streamId(), StatusCode.PUBLISH_REJECTED, LEAVING);
      return;
    }
    become(ConnectionKind.PUBLISHER, key.get());
    PublisherSeat seat = new PublisherSeat(connection, event.streamId(), key.get(), edge);
    publishers.put(event.streamId(), seat);
    AccessRequest request = request(AccessRequest.Action.PUBLISH, key.get(), event.name());
    seat.open(publishDesk, request, names(event.name()));
  }

  @Override
  public void onPlay(ServerEvent.Play event) {
    Optional<StreamKey> key = key(event.name());
    if (key.isEmpty()) {
      metrics.request(RequestKind.PLAY, RequestResult.BAD_NAME);
      refusePlay(
          event.streamId(),
          StatusCode.PLAY_STREAM_NOT_FOUND,
          "The stream name is missing or has forbidden characters.");
      return;
    }
    if (draining.getAsBoolean()) {
      metrics.request(RequestKind.PLAY, RequestResult.FAILED);
      refusePlay(event.streamId(), StatusCode.PLAY_FAILED, LEAVING);
      return;
    }
    become(edge.isEmpty() ? ConnectionKind.PLAYER : ConnectionKind.EDGE_PULL, key.get());
    AccessRequest request = request(AccessRequest.Action.PLAY, key.get(), event.name());
    players.put(
        event.streamId(), playDesk.open(connection, event.streamId(), request, !edge.isEmpty()));
  }

  @Override
  public void onMedia(ServerEvent.Media event) {
    PublisherSeat seat = publishers.get(event.streamId());
    if (seat == null) {
      event.release();
      return;
    }
    MediaFrame frame =
        event.video()
            ? MediaFrames.video(event.timestamp(), event.payload())
            : MediaFrames.audio(event.timestamp(), event.payload());
    metrics.frameIn(frame.kind());
    seat.publication().onFrame(frame);
  }

  @Override
  public void onData(ServerEvent.Data event) {
    PublisherSeat seat = publishers.get(event.streamId());
    if (seat == null) {
      event.release();
      return;
    }
    metrics.frameIn(FrameKind.DATA);
    if (event.kind() == DataMessage.Kind.CLEAR_METADATA) {
      event.release();
      seat.publication().onMetadataCleared();
      return;
    }
    MediaFrame frame = MediaFrames.data(event.timestamp(), event.payload());
    if (event.kind() == DataMessage.Kind.METADATA) {
      seat.publication().onMetadata(frame);
    } else {
      seat.publication().onFrame(frame);
    }
  }

  @Override
  public void onPublishEnded(ServerEvent.PublishEnded event) {
    PublisherSeat seat = publishers.remove(event.streamId());
    if (seat != null) {
      // Who was sent elsewhere unpublishes here because it publishes there; its stream goes on.
      seat.end(!sentElsewhere);
    }
  }

  @Override
  public void onPlayEnded(ServerEvent.PlayEnded event) {
    RtmpPlayer player = players.remove(event.streamId());
    if (player != null) {
      player.close();
    }
  }

  @Override
  public void onPause(ServerEvent.Pause event) {
    RtmpPlayer player = players.get(event.streamId());
    if (player != null) {
      player.pause(event.paused());
    }
  }

  @Override
  public void onReceive(ServerEvent.Receive event) {
    RtmpPlayer player = players.get(event.streamId());
    if (player != null) {
      player.receive(event.video(), event.wanted());
    }
  }

  @Override
  public void onIgnored(ServerEvent.Ignored event) {
    metrics.messageIgnored(
        switch (event.reason()) {
          case UNKNOWN_MESSAGE -> IgnoredReason.UNKNOWN_TYPE;
          case UNKNOWN_COMMAND -> IgnoredReason.UNKNOWN_COMMAND;
          case MEDIA_WITHOUT_PUBLISH -> IgnoredReason.NOT_PUBLISHING;
          case BAD_DATA -> IgnoredReason.UNKNOWN_DATA;
          case EMPTY_MEDIA -> IgnoredReason.EMPTY_MEDIA;
          default -> IgnoredReason.OTHER;
        });
  }

  @Override
  public void onReadComplete() {
    for (PublisherSeat seat : publishers.values()) {
      seat.publication().onReadComplete();
    }
  }

  @Override
  public void onTick(long nowNanos) {
    long out = connection.socket().bytesOut();
    metrics.bytesOut(out - countedOut);
    countedOut = out;
    players.values().forEach(player -> player.onTick(nowNanos));
  }

  @Override
  public void onClosed(CloseReason reason) {
    metrics.bytesOut(connection.socket().bytesOut() - countedOut);
    metrics.connectionClosed(kind);
    sessions.remove(this);
    publishers.values().forEach(seat -> seat.end(false));
    players.values().forEach(RtmpPlayer::close);
    if (kind != ConnectionKind.PENDING) {
      sessions.lostRole();
      if (kind != ConnectionKind.PUBLISHER) {
        metrics.playerClosed(ClosedPlayers.reason(reason));
      }
      LOG.atInfo()
          .addKeyValue("id", id)
          .addKeyValue("kind", kind)
          .addKeyValue("stream", stream)
          .addKeyValue("reason", reason.kind())
          .addKeyValue("detail", reason.detail())
          .log("session-closed");
    }
    publishers.clear();
    players.clear();
  }

  private void become(ConnectionKind now, StreamKey key) {
    metrics.connectionBecame(kind, now);
    if (kind == ConnectionKind.PENDING) {
      sessions.tookRole();
    }
    kind = now;
    guest = new DrainPlan.Guest(id, guestKind(now), connection.session().connect().reconnects());
    stream = key;
    LOG.atInfo()
        .addKeyValue("id", id)
        .addKeyValue("kind", kind)
        .addKeyValue("stream", stream)
        .addKeyValue("peer", connection.socket().remoteAddress())
        .addKeyValue("client", connection.session().connect().flashVersion())
        .log("session-opened");
  }

  private static DrainPlan.Kind guestKind(ConnectionKind kind) {
    return switch (kind) {
      case PUBLISHER -> DrainPlan.Kind.PUBLISHER;
      case EDGE_PULL -> DrainPlan.Kind.PULL;
      default -> DrainPlan.Kind.PLAYER;
    };
  }

  private Optional<StreamKey> key(RtmpName name) {
    return StreamKey.of(connection.session().connect().app().path(), name.path());
  }

  private AccessRequest request(AccessRequest.Action action, StreamKey key, RtmpName name) {
    Map<String, String> parameters =
        new LinkedHashMap<>(connection.session().connect().app().parameters());
    parameters.putAll(name.parameters());
    return new AccessRequest(action, key, parameters, connection.socket().remoteHost());
  }

  private PublishDesk.Names names(RtmpName name) {
    return new PublishDesk.Names(written(connection.session().connect().app()), written(name));
  }

  private static String written(RtmpName name) {
    return name.query().isEmpty() ? name.path() : name.path() + "?" + name.query();
  }

  private void refusePublish(int streamId, StatusCode code, String reason) {
    connection.reply(session -> session.rejectPublish(streamId, code, reason));
    connection.finish(new CloseReason(CloseReason.Kind.REFUSED, reason));
  }

  private void refusePlay(int streamId, StatusCode code, String reason) {
    connection.reply(session -> session.rejectPlay(streamId, code, reason));
    connection.finish(new CloseReason(CloseReason.Kind.REFUSED, reason));
  }
}
