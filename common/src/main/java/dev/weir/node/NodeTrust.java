package dev.weir.node;

import dev.weir.access.AccessRequest.Action;
import dev.weir.access.NodeSecret;
import dev.weir.amf.AmfValue;
import dev.weir.metrics.NodeMetrics;
import dev.weir.metrics.NodeRefusal;
import dev.weir.rtmp.RtmpError;
import dev.weir.rtmp.RtmpException;
import dev.weir.rtmp.session.ClientTarget;
import dev.weir.rtmp.session.ConnectRequest;
import dev.weir.stream.StreamKey;
import dev.weir.transport.RtmpSocket;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Whom this node takes for a node of its cluster, and how it shows that it is one.
 *
 * <p>The one that dials sends a nonce in connect. The other answers with a nonce of its own, the
 * time, and a proof over both; so the first knows whom it talks to before it says what it wants.
 * Then it proves itself, over both nonces and the one stream that the connection is for. No proof
 * fits another connection, stream, node or direction.
 *
 * <p>Without a secret nothing is proven, and a node is what calls itself one on this machine.
 */
public final class NodeTrust {
  static final String PROPERTY = "weirNode";
  static final int VERSION = 1;
  static final int NONCE_BYTES = 16;

  private final String nodeId;
  private final Optional<NodeSecret> secret;
  private final NodeMetrics metrics;
  private final LongSupplier clock;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param nodeId this node's
   * @param secret the cluster's; empty when none is set
   * @param metrics counts refusals
   * @param clock wall clock milliseconds
   */
  public NodeTrust(
      String nodeId, Optional<NodeSecret> secret, NodeMetrics metrics, LongSupplier clock) {
    this.nodeId = nodeId;
    this.secret = secret;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** Who connects here. */
  NodePeer peer(ConnectRequest request, RtmpSocket socket) {
    return peer(request, socket.remoteHost(), socket.remoteAddress());
  }

  NodePeer peer(ConnectRequest request, String remoteHost, String remoteAddress) {
    return NodePeer.of(this, request, remoteHost, remoteAddress);
  }

  /**
   * The target with what shows the other that this is a node.
   *
   * @param originId whom it dials; empty when only the address is known
   * @param key the only stream that the connection is for
   * @param forwarded what the other has to know of the publisher; empty for a pull
   */
  public ClientTarget introduce(
      ClientTarget target, String originId, StreamKey key, Optional<ForwardedAccess> forwarded) {
    Map<String, AmfValue> claim = new LinkedHashMap<>();
    claim.put("v", AmfValue.of(VERSION));
    claim.put("node", AmfValue.of(nodeId));
    if (secret.isEmpty()) {
      return target.with(PROPERTY, new AmfValue.Obj(claim));
    }
    String nonce = nonce();
    claim.put("nonce", AmfValue.of(nonce));
    Action action = target.role() == ClientTarget.Role.PUBLISH ? Action.PUBLISH : Action.PLAY;
    String granted = forwarded.map(ForwardedAccess::toText).orElse("");
    return target
        .with(PROPERTY, new AmfValue.Obj(claim))
        .with(answer -> proof(answer, originId, nonce, action, key, granted));
  }

  private Map<String, AmfValue> proof(
      Map<String, AmfValue> answer,
      String originId,
      String nonce,
      Action action,
      StreamKey key,
      String granted) {
    Map<String, AmfValue> theirs = answer.getOrDefault(PROPERTY, AmfValue.UNDEFINED).asProperties();
    NodeProof question =
        new NodeProof(
            nonce, text(theirs, "nonce"), text(theirs, "node"), nodeId, text(theirs, "time"));
    boolean expected = originId.isEmpty() || originId.equals(question.answering());
    if (!expected || !question.isAnswer(secret.orElseThrow(), text(theirs, "proof"))) {
      refused(NodeRefusal.ORIGIN);
      throw new RtmpException(
          RtmpError.UNPROVEN,
          "the other side does not prove that it is "
              + (originId.isEmpty() ? "an origin of this cluster" : originId)
              + "; cluster.secret has to be the same on all nodes");
    }
    String proof = question.request(secret.get(), action, key, granted);
    Map<String, AmfValue> values = new LinkedHashMap<>();
    values.put("action", AmfValue.of(action.name()));
    values.put("stream", AmfValue.of(key.toString()));
    values.put("granted", AmfValue.of(granted));
    values.put("proof", AmfValue.of(proof));
    return values;
  }

  String nodeId() {
    return nodeId;
  }

  Optional<NodeSecret> secret() {
    return secret;
  }

  long nowMillis() {
    return clock.getAsLong();
  }

  void refused(NodeRefusal reason) {
    metrics.nodeRefused(reason);
  }

  String nonce() {
    byte[] bytes = new byte[NONCE_BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** A text that a peer sent; empty when it is none, or too long to be what is expected. */
  static String text(Map<String, AmfValue> values, String name) {
    String text = values.getOrDefault(name, AmfValue.UNDEFINED).asText("");
    return text.length() <= ForwardedAccess.MAX_CHARS ? text : "";
  }
}
