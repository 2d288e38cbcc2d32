package dev.weir.node;

import dev.weir.access.AccessRequest;
import dev.weir.access.ConnectAnswer;
import dev.weir.cluster.NodeInfo;
import dev.weir.egress.RtmpPlayer;
import dev.weir.media.FrameKind;
import dev.weir.media.MediaFrame;
import dev.weir.media.MediaFrames;
import dev.weir.metrics.ConnectionKind;
import dev.weir.metrics.NodeMetrics;
import dev.weir.metrics.RequestKind;
import dev.weir.metrics.RequestResult;
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
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What one client does here: it connects, and then publishes or plays. Lives on the connection's
 * event loop.
 */
final class ClientLink implements ServerHandler {
  private static final String LEAVING = "This server is being taken down; connect again.";

  private final String id;
  private final ServerConnection connection;
  private final ClientGround ground;
  private final NodeMetrics metrics;
  private final AccessSweep sweep;
  private final Instant since = Instant.now();
  private final Map<Integer, PublisherSeat> publishers = new LinkedHashMap<>();
  private final Map<Integer, RtmpPlayer> players = new LinkedHashMap<>();
  private ConnectionKind kind = ConnectionKind.PENDING;

  /** Of its last role, as it may be shown. */
  private Supplier<StreamKey> stream;

  private NodePeer peer = NodePeer.NOBODY;
  private Introduction said; // null before connect
  private boolean letIn;
  private long countedOut;
  private boolean sentElsewhere;
  private volatile boolean dismissed;

  /** What it is in a drain; null while it has no role. Read by the drain, on a loop of its own. */
  private volatile DrainPlan.Guest guest;

  ClientLink(String id, ServerConnection connection, ClientGround ground) {
    this.id = id;
    this.connection = connection;
    this.ground = ground;
    this.metrics = ground.metrics();
    this.sweep = new AccessSweep(ground.policy());
    metrics.connectionOpened(kind);
    ground.sessions().add(this);
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
              String app = said.app();
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
    return kind == ConnectionKind.PLAYER ? stream.get() : null;
  }

  /** For the API; null while it has no role. */
  JsonObject toJson() {
    if (kind == ConnectionKind.PENDING) {
      return null;
    }
    return SessionRow.of(id, kind, stream.get(), peer, since, connection);
  }

  @Override
  public void onConnect(ServerEvent.Connect event) {
    peer = ground.trust().peer(event.request(), connection.socket());
    said = new Introduction(event.request(), connection.socket().remoteHost(), peer);
    if (!said.hasApp()) {
      refuseConnect(
          StatusCode.CONNECT_INVALID_APP,
          "The application name in the URL is missing or has forbidden characters.");
      return;
    }
    if (!peer.refusal().isEmpty()) {
      refuseConnect(StatusCode.CONNECT_REJECTED, peer.refusal());
      return;
    }
    if (!peer.isNode()) {
      ConnectAnswer answer = ground.policy().connect(said.attempt());
      if (!answer.accepted()) {
        refuseConnect(StatusCode.CONNECT_REJECTED, answer.description());
        return;
      }
      answer.user().ifPresent(said::is);
    } else {
      connection.peerIsNode();
    }
    connection.reply(session -> session.acceptConnect(System.nanoTime(), peer.answer()));
  }

  @Override
  public void onIntroduction(ServerEvent.Introduced event) {
    String refusal = peer.prove(event.values());
    if (!refusal.isEmpty()) {
      connection.reply(session -> session.announceClose(refusal));
      connection.finish(new CloseReason(CloseReason.Kind.REFUSED, refusal));
    }
  }

  @Override
  public void onPublish(ServerEvent.Publish event) {
    Optional<StreamKey> key = said.key(event.name());
    if (key.isEmpty()) {
      refusePublish(
          event.streamId(),
          RequestResult.BAD_NAME,
          StatusCode.PUBLISH_BAD_NAME,
          "The stream name (stream key) is missing or has forbidden characters.");
      return;
    }
    if (ground.draining().getAsBoolean()) {
      refusePublish(event.streamId(), RequestResult.FAILED, StatusCode.PUBLISH_REJECTED, LEAVING);
      return;
    }
    String refusal = peer.refusal(AccessRequest.Action.PUBLISH, key.get());
    if (!refusal.isEmpty()) {
      refusePublish(event.streamId(), RequestResult.DENIED, StatusCode.PUBLISH_DENIED, refusal);
      return;
    }
    PublisherSeat seat =
        new PublisherSeat(
            connection,
            event.streamId(),
            key.get(),
            peer,
            ground.policy(),
            ground.limit(),
            this::letIn);
    become(ConnectionKind.PUBLISHER, seat::key);
    publishers.put(event.streamId(), seat);
    AccessRequest request = said.request(AccessRequest.Action.PUBLISH, key.get(), event.name());
    seat.open(ground.publishDesk(), request, said.names(event.name()));
  }

  @Override
  public void onPlay(ServerEvent.Play event) {
    Optional<StreamKey> key = said.key(event.name());
    if (key.isEmpty()) {
      refusePlay(
          event.streamId(),
          RequestResult.BAD_NAME,
          StatusCode.PLAY_STREAM_NOT_FOUND,
          "The stream name is missing or has forbidden characters.");
      return;
    }
    if (ground.draining().getAsBoolean()) {
      refusePlay(event.streamId(), RequestResult.FAILED, StatusCode.PLAY_FAILED, LEAVING);
      return;
    }
    String refusal = peer.refusal(AccessRequest.Action.PLAY, key.get());
    if (!refusal.isEmpty()) {
      refusePlay(event.streamId(), RequestResult.DENIED, StatusCode.PLAY_FAILED, refusal);
      return;
    }
    AccessRequest request = said.request(AccessRequest.Action.PLAY, key.get(), event.name());
    RtmpPlayer player =
        ground.playDesk().open(connection, event.streamId(), request, peer.isNode(), this::letIn);
    players.put(event.streamId(), player);
    become(peer.isNode() ? ConnectionKind.EDGE_PULL : ConnectionKind.PLAYER, player::key);
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
    metrics.messageIgnored(IgnoredMessages.reason(event.reason()));
  }

  @Override
  public void onReadComplete() {
    for (PublisherSeat seat : publishers.values()) {
      seat.onReadComplete();
    }
  }

  @Override
  public void onTick(long nowNanos) {
    long out = connection.socket().bytesOut();
    metrics.bytesOut(out - countedOut);
    countedOut = out;
    players.values().forEach(player -> player.onTick(nowNanos));
    sweep.publishers(publishers);
    sweep.players(players);
  }

  @Override
  public void onClosed(CloseReason reason) {
    metrics.bytesOut(connection.socket().bytesOut() - countedOut);
    metrics.connectionClosed(kind);
    ground.sessions().remove(this);
    publishers.values().forEach(seat -> seat.end(false));
    players.values().forEach(RtmpPlayer::close);
    if (kind != ConnectionKind.PENDING) {
      ground.sessions().lostRole();
      if (kind != ConnectionKind.PUBLISHER) {
        metrics.playerClosed(ClosedPlayers.reason(reason));
      }
      if (letIn) {
        ground.log().closed(id, kind, stream.get(), reason);
      } else {
        ground.log().refused(id, kind, stream.get(), connection.socket().remoteAddress(), reason);
      }
    }
    publishers.clear();
    players.clear();
  }

  private void become(ConnectionKind now, Supplier<StreamKey> key) {
    metrics.connectionBecame(kind, now);
    if (kind == ConnectionKind.PENDING) {
      ground.sessions().tookRole();
    }
    kind = now;
    guest =
        new DrainPlan.Guest(
            id, DrainPlan.Kind.of(now), connection.session().connect().reconnects());
    stream = key;
  }

  /** The policy has spoken, and there was a place. */
  private void letIn(StreamKey granted) {
    letIn = true;
    String client = connection.session().connect().flashVersion();
    ground.log().opened(id, kind, granted, connection.socket().remoteAddress(), client);
  }

  private void refuseConnect(StatusCode code, String reason) {
    connection.reply(session -> session.rejectConnect(code, reason));
    connection.finish(new CloseReason(CloseReason.Kind.REFUSED, reason));
  }

  private void refusePublish(int streamId, RequestResult result, StatusCode code, String why) {
    metrics.request(RequestKind.PUBLISH, result);
    connection.reply(session -> session.rejectPublish(streamId, code, why));
    connection.finish(new CloseReason(CloseReason.Kind.REFUSED, why));
  }

  private void refusePlay(int streamId, RequestResult result, StatusCode code, String why) {
    metrics.request(RequestKind.PLAY, result);
    connection.reply(session -> session.rejectPlay(streamId, code, why));
    connection.finish(new CloseReason(CloseReason.Kind.REFUSED, why));
  }
}
