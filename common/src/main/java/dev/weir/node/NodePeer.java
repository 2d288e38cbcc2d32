package dev.weir.node;

import dev.weir.access.AccessDecision;
import dev.weir.access.AccessRequest.Action;
import dev.weir.access.StreamKeySecret;
import dev.weir.amf.AmfValue;
import dev.weir.metrics.NodeRefusal;
import dev.weir.rtmp.session.ConnectRequest;
import dev.weir.stream.StreamKey;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One who connected here, and how much of a node of the cluster it is. On the connection's event
 * loop.
 *
 * <p>The question is kept here and forgotten with the first answer, so that a proof is good for one
 * connection and once, and there is no table of used ones to fill.
 */
final class NodePeer {
  /** Before connect. */
  static final NodePeer NOBODY = new NodePeer(null, "", "");

  private static final Logger LOG = LoggerFactory.getLogger(NodePeer.class);
  private static final long WINDOW_MILLIS = TimeUnit.SECONDS.toMillis(60);
  private static final Pattern ADDRESS = Pattern.compile("[0-9A-Fa-f:.]+(%.*)?");
  private static final Pattern NONCE =
      Pattern.compile("[0-9a-f]{" + 2 * NodeTrust.NONCE_BYTES + "}");
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  private final NodeTrust trust;
  private final String id;
  private final String address;

  /** What has to be proven yet; null before and after. */
  private NodeProof question;

  private long askedMillis;
  private String refusal = "";
  private boolean proven;
  private Action action;
  private String stream = "";
  private String granted = "";

  private NodePeer(NodeTrust trust, String id, String address) {
    this.trust = trust;
    this.id = id;
    this.address = address;
  }

  static NodePeer of(
      NodeTrust trust, ConnectRequest request, String remoteHost, String remoteAddress) {
    Map<String, AmfValue> claim = request.property(NodeTrust.PROPERTY).asProperties();
    String id = NodeTrust.text(claim, "node");
    // What is no id is no node either: it gets what everybody gets.
    NodePeer peer = new NodePeer(trust, ID.matcher(id).matches() ? id : "", remoteAddress);
    if (peer.isNode()) {
      peer.ask(NodeTrust.text(claim, "nonce"), remoteHost);
    }
    return peer;
  }

  /** Its id, as it says; empty for an ordinary client. */
  String id() {
    return id;
  }

  /** Whether it is a node, as it says. */
  boolean isNode() {
    return !id.isEmpty();
  }

  /** Why it is refused as a whole; empty when it is not. */
  String refusal() {
    return refusal;
  }

  /** What stands in the answer to connect beside what everybody gets. */
  Map<String, AmfValue> answer() {
    return question == null
        ? Map.of()
        : Map.of(
            NodeTrust.PROPERTY,
            AmfValue.object(
                "v", NodeTrust.VERSION,
                "node", question.answering(),
                "nonce", question.answerNonce(),
                "time", question.time(),
                "proof", question.answer(trust.secret().orElseThrow())));
  }

  /**
   * Takes its proof.
   *
   * @return why it is refused; empty when it is not
   */
  String prove(Map<String, AmfValue> values) {
    NodeProof asked = question;
    question = null;
    if (asked == null) {
      refusal = refuse(NodeRefusal.WRONG_PROOF, "no proof was asked for");
    } else if (Math.abs(trust.nowMillis() - askedMillis) > WINDOW_MILLIS) {
      refusal = refuse(NodeRefusal.TOO_LATE, "the proof came too late");
    } else if (!proves(asked, values)) {
      refusal = refuse(NodeRefusal.WRONG_PROOF, "cluster.secret was not proven");
    }
    proven = refusal.isEmpty();
    return refusal;
  }

  private boolean proves(NodeProof asked, Map<String, AmfValue> values) {
    action = NodeTrust.text(values, "action").equals("PUBLISH") ? Action.PUBLISH : Action.PLAY;
    stream = NodeTrust.text(values, "stream");
    granted = NodeTrust.text(values, "granted");
    String proof = NodeTrust.text(values, "proof");
    return asked.isRequest(trust.secret().orElseThrow(), proof, action, stream, granted);
  }

  /** Why it may not have this; empty when it may, or is an ordinary client. */
  String refusal(Action wanted, StreamKey key) {
    if (!isNode() || trust.secret().isEmpty() || !refusal.isEmpty()) {
      return refusal;
    }
    if (!proven) {
      return refuse(NodeRefusal.NO_PROOF, "cluster.secret was not proven");
    }
    return wanted == action && key.toString().equals(stream)
        ? ""
        : refuse(
            NodeRefusal.OTHER_STREAM,
            "the proof is for another stream than " + StreamKeySecret.masked(key));
  }

  /** Whether it is one of ours for sure. */
  boolean isProven() {
    return proven;
  }

  /** What it says of the publisher that it passes on; empty unless it has proven itself. */
  Optional<ForwardedAccess> forwarded() {
    return proven && action == Action.PUBLISH ? ForwardedAccess.parse(granted) : Optional.empty();
  }

  /**
   * What needs no question to the policy any more, because a node that proved itself has asked its
   * own: a pull is always granted, and a publisher gets what that node says. Empty for everybody
   * else.
   */
  Optional<AccessDecision> granted() {
    return proven && action == Action.PLAY
        ? Optional.of(AccessDecision.allowed(AccessDecision.ORDINARY_PRIORITY, ""))
        : forwarded().flatMap(ForwardedAccess::decision);
  }

  private void ask(String nonce, String remoteHost) {
    if (trust.secret().isEmpty()) {
      if (!isLoopback(remoteHost)) {
        refusal = refuse(NodeRefusal.NO_SECRET, "cluster.secret is not set at " + trust.nodeId());
      }
    } else if (!NONCE.matcher(nonce).matches()) {
      refusal = refuse(NodeRefusal.NO_PROOF, "cluster.secret is not set at " + id);
    } else {
      askedMillis = trust.nowMillis();
      question =
          new NodeProof(nonce, trust.nonce(), trust.nodeId(), id, String.valueOf(askedMillis));
    }
  }

  private String refuse(NodeRefusal reason, String words) {
    trust.refused(reason);
    LOG.atWarn()
        .addKeyValue("node", id)
        .addKeyValue("peer", address)
        .addKeyValue("reason", reason)
        .log("node-refused: {}", words);
    return "Nodes prove that they are of one cluster: " + words + ".";
  }

  /** Names are not looked up: what a socket gives is an address. */
  private static boolean isLoopback(String host) {
    try {
      return ADDRESS.matcher(host).matches() && InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
