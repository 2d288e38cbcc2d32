package dev.weir.node;

import dev.weir.access.AccessRequest;
import dev.weir.access.AdobeUser;
import dev.weir.access.ConnectAttempt;
import dev.weir.rtmp.RtmpName;
import dev.weir.rtmp.session.ConnectRequest;
import dev.weir.stream.StreamKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a client said of itself in connect, and what its requests mean in the light of that. */
final class Introduction {
  private static final String PUBLISHERS_TYPE = "nonprivate";
  private static final String PUBLISHERS_NAME = "FMLE/";

  private final ConnectRequest connect;
  private final String remoteHost;
  private final NodePeer peer;
  private Optional<AdobeUser> user = Optional.empty();

  /**
   * @param remoteHost the client's address, without the port
   * @param peer how much of a node it is
   */
  Introduction(ConnectRequest connect, String remoteHost, NodePeer peer) {
    this.connect = connect;
    this.remoteHost = remoteHost;
    this.peer = peer;
  }

  /** Whether its application can be one. */
  boolean hasApp() {
    return key("x").isPresent();
  }

  /** Who it is, now that the policy knows. */
  void is(AdobeUser known) {
    user = Optional.of(known);
  }

  /**
   * For the policy. That somebody publishes is what encoders say, and believed only to ask more.
   */
  ConnectAttempt attempt() {
    boolean publishes =
        connect.property("type").asText("").equals(PUBLISHERS_TYPE)
            || connect.flashVersion().startsWith(PUBLISHERS_NAME);
    return new ConnectAttempt(connect.app().path(), appParameters(), remoteHost, publishes);
  }

  /** The stream of a name, if it can be one. */
  Optional<StreamKey> key(RtmpName name) {
    return key(name.path());
  }

  private Optional<StreamKey> key(String name) {
    return StreamKey.of(connect.app().path(), name);
  }

  /** For the policy. A node that has proven itself has asked it already, or asks for itself. */
  AccessRequest request(AccessRequest.Action action, StreamKey key, RtmpName name) {
    Map<String, String> parameters = new LinkedHashMap<>(appParameters());
    parameters.putAll(name.parameters());
    if (!peer.isProven()) {
      return new AccessRequest(action, key, parameters, remoteHost, user, Optional.empty());
    }
    String host = peer.forwarded().map(ForwardedAccess::remoteHost).orElse(remoteHost);
    return new AccessRequest(action, key, parameters, host, Optional.empty(), peer.granted());
  }

  PublishDesk.Names names(RtmpName name) {
    return new PublishDesk.Names(written(connect.app()), written(name));
  }

  /** The application as it was written, for its own ears: with the query that may hold secrets. */
  String app() {
    return written(connect.app());
  }

  /** Of the application; some clients have their query in the URL only. */
  private Map<String, String> appParameters() {
    Map<String, String> parameters =
        new LinkedHashMap<>(RtmpName.ofApp(connect.tcUrl()).parameters());
    parameters.putAll(connect.app().parameters());
    return parameters;
  }

  private static String written(RtmpName name) {
    return name.query().isEmpty() ? name.path() : name.path() + "?" + name.query();
  }
}
