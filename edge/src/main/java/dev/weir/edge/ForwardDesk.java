package dev.weir.edge;

import dev.weir.access.AccessDecision;
import dev.weir.access.AccessRequest;
import dev.weir.access.StreamKeySecret;
import dev.weir.cluster.NodeInfo;
import dev.weir.cluster.NodeRole;
import dev.weir.cluster.StreamRecord;
import dev.weir.metrics.RequestKind;
import dev.weir.metrics.RequestResult;
import dev.weir.node.ForwardedAccess;
import dev.weir.node.NodeGround;
import dev.weir.node.PublishDesk;
import dev.weir.rtmp.handshake.HandshakeScheme;
import dev.weir.rtmp.message.StatusCode;
import dev.weir.rtmp.session.ClientTarget;
import dev.weir.rtmp.session.Introduction;
import dev.weir.stream.StreamKey;
import dev.weir.transport.ClientConnection;
import dev.weir.transport.ClientHandler;
import dev.weir.transport.RtmpDialer;
import io.vertx.core.Future;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Passes a publisher that knocks here on to an origin: to the stream's owner if there is one, else
 * to any.
 */
final class ForwardDesk implements PublishDesk {
  private final NodeGround ground;
  private final RtmpDialer dialer;

  ForwardDesk(NodeGround ground, RtmpDialer dialer) {
    this.ground = ground;
    this.dialer = dialer;
  }

  @Override
  public Publication open(AccessRequest request, Names names, Publisher publisher) {
    Route route = new Route(request, names);
    PublishForward forward = new PublishForward(publisher, ground, route);
    Future.fromCompletionStage(ground.policy().decide(request))
        .recover(e -> Future.succeededFuture(AccessDecision.unavailable()))
        .compose(decision -> decision.allowed() ? granted(route, decision) : denied(decision))
        .onComplete(
            (origin, failure) ->
                publisher
                    .context()
                    .runOnContext(
                        v -> {
                          Optional<AccessDecision> full =
                              route.decision.flatMap(terms -> publisher.admit(request, terms));
                          if (full.isPresent()) {
                            full(forward, full.get());
                          } else {
                            chosen(forward, origin, failure);
                          }
                        }));
    return forward;
  }

  private static Future<Origin> granted(Route route, AccessDecision decision) {
    route.decision = Optional.of(decision);
    return route.choose();
  }

  private static Future<Origin> denied(AccessDecision decision) {
    return Future.failedFuture(new DeniedException(decision.reason()));
  }

  private void full(PublishForward forward, AccessDecision refusal) {
    ground.metrics().request(RequestKind.PUBLISH, RequestResult.TOO_MANY);
    forward.refuse(StatusCode.PUBLISH_DENIED, refusal.reason());
  }

  private void chosen(PublishForward forward, Origin origin, Throwable failure) {
    if (forward.isOver()) {
      return;
    }
    if (failure instanceof DeniedException) {
      ground.metrics().request(RequestKind.PUBLISH, RequestResult.DENIED);
      forward.refuse(StatusCode.PUBLISH_DENIED, failure.getMessage());
    } else if (failure != null) {
      ground.metrics().request(RequestKind.PUBLISH, RequestResult.FAILED);
      forward.refuse(StatusCode.PUBLISH_REJECTED, failure.getMessage());
    } else {
      forward.begin(origin);
    }
  }

  /** The ways of one publisher to origins. */
  final class Route {
    private final AccessRequest request;
    private final Names names;
    private volatile Optional<AccessDecision> decision = Optional.empty();

    private Route(AccessRequest request, Names names) {
      this.request = request;
      this.names = names;
    }

    /** The stream, as it may be shown. */
    StreamKey key() {
      return decision
          .map(terms -> terms.streamOf(request))
          .orElseGet(() -> StreamKeySecret.masked(request.key()));
    }

    /** The origin to go to now: it does not drain. */
    Future<Origin> choose() {
      return ForwardDesk.this.choose(key());
    }

    /** On the publisher's event loop. */
    Future<ClientConnection> dial(Origin origin, Function<RtmpDialer.Link, ClientHandler> handler) {
      AccessDecision terms = decision.orElseThrow();
      // Where rules of this node decided, the credentials have done what they are for, and go no
      // further. Where there are none, the origin decides by what the publisher wrote.
      Names passed = terms.credential().isEmpty() ? names : new Names(key().app(), key().name());
      ClientTarget target =
          new ClientTarget(
                  ClientTarget.Role.PUBLISH,
                  passed.app(),
                  origin.tcUrl(passed.app()),
                  passed.stream(),
                  HandshakeScheme.SIMPLE,
                  Map.of(),
                  Introduction.NONE)
              .enhanced();
      if (origin.secure() != dialer.isSecure() || origin.port() == 0) {
        return Future.failedFuture(
            new IllegalStateException("cluster.tls is not the same at " + origin.host()));
      }
      StreamKey sent = terms.credential().isEmpty() ? request.key() : key();
      // Which origin it is does not matter, as long as it is one of ours.
      ClientTarget introduced =
          ground
              .trust()
              .introduce(target, "", sent, Optional.of(ForwardedAccess.of(request, terms)));
      return dialer.dial(origin.host(), origin.port(), introduced, handler);
    }
  }

  /** The owner, unless it is about to leave; else any. */
  private Future<Origin> choose(StreamKey key) {
    return Future.join(
            ground.registry().locate(key), ground.directory().nodes().otherwise(List.of()))
        .compose(
            both -> {
              Optional<StreamRecord> owner = both.resultAt(0);
              List<NodeInfo> nodes = both.resultAt(1);
              boolean stays =
                  owner.isPresent()
                      && nodes.stream()
                          .noneMatch(
                              node -> node.id().equals(owner.get().originId()) && node.draining());
              return stays ? Future.succeededFuture(origin(owner.get())) : any(key, nodes);
            });
  }

  /**
   * By rendezvous hashing, so that an encoder which reconnects through any edge comes to the same
   * origin.
   */
  private Future<Origin> any(StreamKey key, List<NodeInfo> nodes) {
    Optional<NodeInfo> best =
        nodes.stream()
            .filter(node -> node.role() == NodeRole.ORIGIN && !node.draining())
            .filter(node -> !dialer.isSecure() || node.rtmpsPort() > 0)
            .max(Comparator.comparingLong(node -> weight(key, node)));
    return best.map(node -> Future.succeededFuture(origin(node)))
        .orElseGet(() -> Future.failedFuture(new IllegalStateException("There is no origin.")));
  }

  private Origin origin(NodeInfo node) {
    return new Origin(
        node.host(), dialer.isSecure() ? node.rtmpsPort() : node.rtmpPort(), dialer.isSecure());
  }

  private Origin origin(StreamRecord owner) {
    return new Origin(
        owner.host(), dialer.isSecure() ? owner.tlsPort() : owner.port(), dialer.isSecure());
  }

  /** Mixed well, because the plain hash of similar names prefers the same node for every stream. */
  private static long weight(StreamKey key, NodeInfo node) {
    long mixed = ((long) key.hashCode() << 32) ^ node.id().hashCode();
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  /** The policy said no. */
  private static final class DeniedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DeniedException(String reason) {
      super(reason, null, false, false);
    }
  }
}
