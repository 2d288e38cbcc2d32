package dev.weir.egress;

import dev.weir.access.AccessDecision;
import dev.weir.access.AccessPolicy;
import dev.weir.access.AccessRequest;
import dev.weir.metrics.NodeMetrics;
import dev.weir.metrics.RequestKind;
import dev.weir.metrics.RequestResult;
import dev.weir.rtmp.message.StatusCode;
import dev.weir.stream.LiveStream;
import dev.weir.stream.PlayerLimits;
import dev.weir.stream.QueueBudget;
import dev.weir.stream.StreamKey;
import dev.weir.stream.StreamNotFoundException;
import dev.weir.stream.StreamResolver;
import dev.weir.transport.ServerConnection;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Consumer;

/** Takes play requests: asks the policy, finds the stream, and makes the player a subscriber. */
public final class PlayDesk {
  private final AccessPolicy policy;
  private final StreamResolver resolver;
  private final PlayerLimits limits;
  private final QueueBudget budget;
  private final Overload overload;
  private final NodeMetrics metrics;

  /**
   * @param policy who may play
   * @param resolver where streams are found
   * @param limits when a player counts as slow
   * @param budget what all players together may leave unsent
   * @param overload whether the node has room for players
   * @param metrics what happened
   */
  public PlayDesk(
      AccessPolicy policy,
      StreamResolver resolver,
      PlayerLimits limits,
      QueueBudget budget,
      Overload overload,
      NodeMetrics metrics) {
    this.policy = policy;
    this.resolver = resolver;
    this.limits = limits;
    this.budget = budget;
    this.overload = overload;
    this.metrics = metrics;
  }

  /**
   * Begins to serve a play request. On the connection's event loop.
   *
   * @param streamId the message stream that it came on
   * @param request who wants what
   * @param node another node of the cluster asks, not a player
   * @param onAdmitted hears on the event loop what the player may have, when it may
   * @return the player's place, also while it still waits
   */
  public RtmpPlayer open(
      ServerConnection connection,
      int streamId,
      AccessRequest request,
      boolean node,
      Consumer<StreamKey> onAdmitted) {
    RtmpPlayer player =
        new RtmpPlayer(connection, streamId, request.key(), limits, budget, metrics);
    Future.fromCompletionStage(policy.decide(request))
        .recover(e -> Future.succeededFuture(AccessDecision.unavailable()))
        .onSuccess(
            decision ->
                connection
                    .context()
                    .runOnContext(
                        v -> {
                          if (player.isWaiting() && admitted(player, request, node, decision)) {
                            onAdmitted.accept(player.key());
                            find(player, node);
                          }
                        }));
    return player;
  }

  /** Whether it may play; otherwise it has been told. */
  private boolean admitted(
      RtmpPlayer player, AccessRequest request, boolean node, AccessDecision decision) {
    if (!decision.allowed()) {
      metrics.request(RequestKind.PLAY, RequestResult.DENIED);
      player.reject(StatusCode.PLAY_FAILED, decision.reason());
      return false;
    }
    Optional<String> noRoom = node ? Optional.empty() : player.enter(overload);
    if (noRoom.isPresent()) {
      metrics.request(RequestKind.PLAY, RequestResult.TOO_MANY);
      player.reject(StatusCode.PLAY_FAILED, noRoom.get());
      return false;
    }
    Optional<AccessDecision> full = player.admit(policy, request, decision);
    if (full.isPresent()) {
      metrics.request(RequestKind.PLAY, RequestResult.TOO_MANY);
      player.reject(StatusCode.PLAY_FAILED, full.get().reason());
      return false;
    }
    if (budget.isExhausted()) {
      metrics.request(RequestKind.PLAY, RequestResult.TOO_MANY);
      player.reject(StatusCode.PLAY_FAILED, "This server is full; try again.");
      return false;
    }
    return true;
  }

  private void find(RtmpPlayer player, boolean node) {
    StreamKey key = player.key();
    Future<LiveStream> found = node ? resolver.resolveForNode(key) : resolver.resolve(key);
    found.onComplete(
        (stream, failure) ->
            player.context().runOnContext(v -> resolved(player, node, stream, failure)));
  }

  private void resolved(RtmpPlayer player, boolean node, LiveStream stream, Throwable failure) {
    if (!player.isWaiting()) {
      return;
    }
    if (failure == null) {
      metrics.request(RequestKind.PLAY, RequestResult.ACCEPTED);
      player.start(stream, node);
    } else if (failure instanceof StreamNotFoundException) {
      metrics.request(RequestKind.PLAY, RequestResult.NOT_FOUND);
      player.reject(StatusCode.PLAY_STREAM_NOT_FOUND, failure.getMessage());
    } else {
      metrics.request(RequestKind.PLAY, RequestResult.FAILED);
      player.reject(StatusCode.PLAY_FAILED, "The stream cannot be reached.");
    }
  }
}
