package dev.weir.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.access.AccessDecision;
import dev.weir.access.AccessLimits;
import dev.weir.access.AccessRequest;
import dev.weir.access.AccessRequest.Action;
import dev.weir.access.NodeSecret;
import dev.weir.amf.AmfValue;
import dev.weir.metrics.MetricNames;
import dev.weir.metrics.NodeMetrics;
import dev.weir.metrics.NodeRefusal;
import dev.weir.rtmp.RtmpException;
import dev.weir.rtmp.RtmpName;
import dev.weir.rtmp.RtmpUrl;
import dev.weir.rtmp.session.ClientTarget;
import dev.weir.rtmp.session.ConnectRequest;
import dev.weir.stream.StreamKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class NodeTrustTest {
  private static final Logger LOG = LoggerFactory.getLogger(NodeTrustTest.class);
  private static final String SECRET = "secret-of-the-cluster";
  private static final StreamKey DEMO = new StreamKey("live", "demo");
  private static final StreamKey OTHER = new StreamKey("live", "other");
  private static final Optional<ForwardedAccess> PULL = Optional.empty();

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final NodeMetrics metrics = new NodeMetrics(registry);
  private final AtomicLong clock = new AtomicLong(1_790_000_000_000L);
  private final NodeTrust origin = trust("origin-a", SECRET);
  private final NodeTrust edge = trust("edge-b", SECRET);

  @Test
  void anEdgeThatKnowsTheSecretPullsTheStreamThatItNamedAndNothingElse() {
    Exchange exchange = new Exchange(edge, "origin-a", PULL, origin, "192.0.2.7");

    assertThat(exchange.peer.refusal()).isEmpty();
    assertThat(exchange.peer.granted()).isEmpty();
    assertThat(exchange.prove()).isEmpty();
    assertThat(exchange.peer.id()).isEqualTo("edge-b");
    assertThat(exchange.peer.refusal(Action.PLAY, DEMO)).isEmpty();
    assertThat(exchange.peer.granted().orElseThrow().allowed()).isTrue();
    assertThat(refusals()).isEmpty();

    assertThat(exchange.peer.refusal(Action.PLAY, OTHER))
        .contains("for another stream than live/other");
    assertThat(exchange.peer.refusal(Action.PUBLISH, DEMO)).contains("for another stream");
    assertThat(refusals()).containsExactly(NodeRefusal.OTHER_STREAM, NodeRefusal.OTHER_STREAM);
  }

  @Test
  void whatItsPolicySaidOfAPublisherArrivesAtTheOrigin() {
    AccessDecision decision =
        AccessDecision.allowed(250, "id-of-somebody")
            .until(1_800_000_000_000L)
            .within(new AccessLimits(3, 2, 8_000_000_000L))
            .by("key:ab12")
            .forStream(OTHER);
    Exchange exchange = new Exchange(edge, "", Optional.of(said(decision)), origin, "192.0.2.7");

    assertThat(exchange.prove()).isEmpty();
    assertThat(exchange.peer.refusal(Action.PUBLISH, DEMO)).isEmpty();
    assertThat(exchange.peer.granted()).contains(decision);
    assertThat(exchange.peer.forwarded()).contains(said(decision));
  }

  @Test
  void aNodeThatCheckedNoCredentialLeavesThePublisherToTheOrigin() {
    ForwardedAccess open =
        ForwardedAccess.of(
            new AccessRequest(Action.PUBLISH, DEMO, Map.of(), "198.51.100.9"),
            AccessDecision.allowed(100, "query"));
    Exchange exchange = new Exchange(edge, "", Optional.of(open), origin, "192.0.2.7");

    assertThat(exchange.prove()).isEmpty();
    assertThat(exchange.peer.granted()).isEmpty();
    assertThat(exchange.peer.forwarded().orElseThrow().remoteHost()).isEqualTo("198.51.100.9");
  }

  @Test
  void nothingIsGrantedBeforeTheProof() {
    Exchange exchange = new Exchange(edge, "origin-a", PULL, origin, "192.0.2.7");

    assertThat(exchange.peer.refusal(Action.PLAY, DEMO)).contains("was not proven");
    assertThat(exchange.peer.granted()).isEmpty();
    assertThat(refusals()).containsExactly(NodeRefusal.NO_PROOF);
  }

  @Test
  void anEdgeWithAnotherSecretGivesUpBeforeItSaysWhatItWants() {
    Exchange exchange =
        new Exchange(trust("edge-b", SECRET + "2"), "origin-a", PULL, origin, "192.0.2.7");

    assertThatThrownBy(exchange::values)
        .isInstanceOf(RtmpException.class)
        .hasMessageContaining("cluster.secret")
        .hasMessageNotContaining(SECRET);
    assertThat(refusals()).containsExactly(NodeRefusal.ORIGIN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"action", "stream", "granted", "proof"})
  void aProofWithOneFieldChangedIsNone(String field) {
    AccessDecision decision = AccessDecision.allowed(100, "me").by("key:ab12");
    Exchange exchange = new Exchange(edge, "", Optional.of(said(decision)), origin, "192.0.2.7");
    Map<String, AmfValue> values = new LinkedHashMap<>(exchange.values());
    String changed =
        switch (field) {
          case "action" -> "PLAY";
          case "stream" -> "live/other";
          case "granted" -> values.get(field).asText("").replace("100", "900");
          default -> values.get(field).asText("").replaceAll(".$", "g");
        };
    values.put(field, AmfValue.of(changed));

    assertThat(exchange.peer.prove(values)).contains("was not proven");
    assertThat(exchange.peer.granted()).isEmpty();
    assertThat(refusals()).containsExactly(NodeRefusal.WRONG_PROOF);
  }

  @Test
  void aProofIsGoodOnceAndForItsConnection() {
    Exchange first = new Exchange(edge, "origin-a", PULL, origin, "192.0.2.7");
    Map<String, AmfValue> heard = first.values();
    assertThat(first.peer.prove(heard)).isEmpty();

    assertThat(first.peer.prove(heard)).contains("no proof was asked for");
    NodePeer replayed = origin.peer(first.request, "192.0.2.66", "192.0.2.66:1");
    assertThat(replayed.prove(heard)).contains("was not proven");
    assertThat(replayed.refusal(Action.PLAY, DEMO)).isNotEmpty();
    assertThat(refusals()).containsExactly(NodeRefusal.WRONG_PROOF, NodeRefusal.WRONG_PROOF);
  }

  @Test
  void theOriginsOwnProofSentBackToItIsNone() {
    Exchange exchange = new Exchange(edge, "origin-a", PULL, origin, "192.0.2.7");
    Map<String, AmfValue> values = new LinkedHashMap<>(exchange.values());
    values.put("proof", exchange.peer.answer().get("weirNode").asProperties().get("proof"));

    assertThat(exchange.peer.prove(values)).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({"59999, true", "60000, true", "60001, false", "-60001, false"})
  void aProofHasToComeWithinAMinute(long millis, boolean accepted) {
    Exchange exchange = new Exchange(edge, "origin-a", PULL, origin, "192.0.2.7");
    Map<String, AmfValue> values = exchange.values();
    clock.addAndGet(millis);

    assertThat(exchange.peer.prove(values).isEmpty()).isEqualTo(accepted);
    assertThat(refusals()).isEqualTo(accepted ? List.of() : List.of(NodeRefusal.TOO_LATE));
  }

  @ParameterizedTest
  @CsvSource({
    "origin-z, v",
    "origin-a, proof",
    "origin-a, nonce",
    "origin-a, time",
    "origin-a, node",
  })
  void anEdgeTellsNothingToAnOriginThatIsNotTheOneItDialled(String dialled, String changed) {
    Exchange exchange = new Exchange(edge, dialled, PULL, origin, "192.0.2.7");
    Map<String, AmfValue> answer =
        new LinkedHashMap<>(exchange.peer.answer().get("weirNode").asProperties());
    answer.put(changed, AmfValue.of("1"));

    assertThatThrownBy(
            () ->
                exchange.target.introduction().answer(Map.of("weirNode", new AmfValue.Obj(answer))))
        .isInstanceOf(RtmpException.class);
    assertThatThrownBy(() -> exchange.target.introduction().answer(Map.of()))
        .isInstanceOf(RtmpException.class);
  }

  @Test
  void oneWithoutTheSecretIsRefusedAtConnectAndToldWhichSettingItIs() {
    Exchange exchange = new Exchange(trust("edge-b"), "", PULL, origin, "127.0.0.1");

    assertThat(exchange.peer.refusal()).contains("cluster.secret is not set at edge-b");
    assertThat(exchange.peer.answer()).isEmpty();
    assertThat(exchange.peer.refusal(Action.PLAY, DEMO)).isNotEmpty();
    assertThat(refusals()).containsExactly(NodeRefusal.NO_PROOF);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, true",
    "127.3.2.1, true",
    "::1, true",
    "0:0:0:0:0:0:0:1%lo, true",
    "192.0.2.7, false",
    "10.0.0.1, false",
    "localhost, false",
    "127.0.0.1.evil.example, false"
  })
  void withoutAnySecretNodesAreBelievedOnThisMachineOnly(String host, boolean believed) {
    NodeTrust open = trust("origin-a");
    Exchange exchange = new Exchange(trust("edge-b"), "origin-a", PULL, open, host);

    assertThat(exchange.peer.refusal().isEmpty()).isEqualTo(believed);
    assertThat(refusals()).isEqualTo(believed ? List.of() : List.of(NodeRefusal.NO_SECRET));
    if (believed) {
      assertThat(exchange.values()).isEmpty();
      assertThat(exchange.peer.refusal(Action.PLAY, OTHER)).isEmpty();
      // The policy is asked as for everybody.
      assertThat(exchange.peer.granted()).isEmpty();
    }
  }

  @Test
  void anOrdinaryClientIsNoNodeAndNothingIsAskedOfIt() {
    NodePeer peer = origin.peer(request(Map.of()), "192.0.2.7", "192.0.2.7:1");

    assertThat(peer.isNode()).isFalse();
    assertThat(peer.refusal()).isEmpty();
    assertThat(peer.answer()).isEmpty();
    assertThat(peer.refusal(Action.PLAY, DEMO)).isEmpty();
    assertThat(peer.granted()).isEmpty();
    assertThat(refusals()).isEmpty();
    assertThat(peer.prove(Map.of())).contains("no proof was asked for");
  }

  @Test
  void aSecretIsChangedNodeByNode() {
    NodeTrust both = trust("origin-a", "the-new-secret-1234", SECRET);
    NodeTrust renewed = trust("edge-b", "the-new-secret-1234");

    assertThat(new Exchange(edge, "", PULL, trust("origin-a", SECRET, "x"), "::1").prove())
        .isEmpty();
    assertThat(new Exchange(renewed, "", PULL, both, "::1").prove()).isEmpty();
    assertThat(new Exchange(both, "", PULL, renewed, "::1").prove()).isEmpty();
    assertThatThrownBy(() -> new Exchange(edge, "", PULL, renewed, "::1").prove())
        .isInstanceOf(RtmpException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{\"v\":2,\"host\":\"h\"}", "{\"v\":1}"})
  void whatCannotBeReadLeavesItToThePolicyHere(String text) {
    assertThat(ForwardedAccess.parse(text)).isEmpty();
  }

  @Test
  void aProofIsCheckedInATenthOfAMillisecond() {
    int rounds = 20_000;
    long[] nanos = new long[rounds];
    for (int i = 0; i < rounds; i++) {
      Exchange exchange = new Exchange(edge, "origin-a", PULL, origin, "192.0.2.7");
      Map<String, AmfValue> values = exchange.values();
      long begun = System.nanoTime();
      assertThat(exchange.peer.prove(values)).isEmpty();
      nanos[i] = System.nanoTime() - begun;
    }
    Arrays.sort(nanos);
    long p99 = nanos[rounds * 99 / 100];
    LOG.warn("proof checked: p50 {} us, p99 {} us", nanos[rounds / 2] / 1_000, p99 / 1_000);
    // The bar is 100; a machine that builds something else meanwhile may take longer.
    assertThat(p99).isLessThan(1_000_000);
  }

  private static ForwardedAccess said(AccessDecision decision) {
    return new ForwardedAccess("198.51.100.9", Optional.of(decision));
  }

  private NodeTrust trust(String id, String... secrets) {
    Optional<NodeSecret> secret =
        secrets.length == 0 ? Optional.empty() : Optional.of(new NodeSecret(List.of(secrets)));
    return new NodeTrust(id, secret, metrics, clock::get);
  }

  private List<NodeRefusal> refusals() {
    List<NodeRefusal> all = new ArrayList<>();
    for (NodeRefusal reason : NodeRefusal.values()) {
      double count =
          registry
              .get(MetricNames.NODES_REFUSED.exposedName().replace("_total", ""))
              .tag("reason", reason.name().toLowerCase(Locale.ROOT))
              .functionCounter()
              .count();
      for (int i = 0; i < count; i++) {
        all.add(reason);
      }
    }
    return all;
  }

  private static ConnectRequest request(Map<String, AmfValue> properties) {
    return new ConnectRequest(RtmpName.ofApp("live"), "", "", 0, properties, 1);
  }

  /** Two nodes that talk to each other. */
  private static final class Exchange {
    private final ClientTarget target;
    private final ConnectRequest request;
    private final NodePeer peer;

    Exchange(
        NodeTrust dialling,
        String originId,
        Optional<ForwardedAccess> forwarded,
        NodeTrust answering,
        String host) {
      ClientTarget.Role role =
          forwarded.isPresent() ? ClientTarget.Role.PUBLISH : ClientTarget.Role.PLAY;
      ClientTarget plain = ClientTarget.of(role, RtmpUrl.parse("rtmp://origin/live/demo"));
      target = dialling.introduce(plain, originId, DEMO, forwarded).enhanced();
      request = request(target.properties());
      peer = answering.peer(request, host, host + ":50000");
    }

    Map<String, AmfValue> values() {
      return target.introduction().answer(peer.answer());
    }

    String prove() {
      return peer.prove(values());
    }
  }
}
