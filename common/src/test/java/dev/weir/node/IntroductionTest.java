package dev.weir.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.AccessDecision;
import dev.weir.access.AccessLimits;
import dev.weir.access.AccessRequest;
import dev.weir.access.AdobeUser;
import dev.weir.access.NodeSecret;
import dev.weir.amf.AmfValue;
import dev.weir.metrics.NodeMetrics;
import dev.weir.rtmp.RtmpName;
import dev.weir.rtmp.RtmpUrl;
import dev.weir.rtmp.session.ClientTarget;
import dev.weir.rtmp.session.ConnectRequest;
import dev.weir.stream.StreamKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntroductionTest {
  private static final StreamKey KEY = new StreamKey("live", "show");

  private static Introduction said(String app, Object... pairs) {
    Map<String, AmfValue> properties = new LinkedHashMap<>();
    properties.put("app", AmfValue.of(app));
    properties.putAll(AmfValue.object(pairs).asProperties());
    return new Introduction(
        new ConnectRequest(
            RtmpName.ofApp(app),
            properties.getOrDefault("tcUrl", AmfValue.UNDEFINED).asText(""),
            properties.getOrDefault("flashVer", AmfValue.UNDEFINED).asText(""),
            0,
            properties,
            1),
        "203.0.113.7",
        NodePeer.NOBODY);
  }

  /** A node that has shown itself, for one publisher or for a pull. */
  private static Introduction node(Optional<ForwardedAccess> forwarded) {
    NodeTrust trust =
        new NodeTrust(
            "edge-1",
            Optional.of(new NodeSecret(List.of("secret-of-the-cluster"))),
            new NodeMetrics(new SimpleMeterRegistry()),
            () -> 0);
    ClientTarget.Role role =
        forwarded.isPresent() ? ClientTarget.Role.PUBLISH : ClientTarget.Role.PLAY;
    ClientTarget target =
        trust.introduce(
            ClientTarget.of(role, RtmpUrl.parse("rtmp://origin/live/show")), "", KEY, forwarded);
    ConnectRequest connect =
        new ConnectRequest(RtmpName.ofApp("live"), "", "", 0, target.properties(), 1);
    NodePeer peer = trust.peer(connect, "203.0.113.7", "203.0.113.7:1");
    assertThat(peer.prove(target.introduction().answer(peer.answer()))).isEmpty();
    return new Introduction(connect, "203.0.113.7", peer);
  }

  private static Optional<ForwardedAccess> forwarded(AccessDecision decision) {
    AccessRequest request =
        new AccessRequest(AccessRequest.Action.PUBLISH, KEY, Map.of(), "198.51.100.9");
    return Optional.of(ForwardedAccess.of(request, decision));
  }

  private static AccessRequest publish(Introduction said, String name) {
    return said.request(AccessRequest.Action.PUBLISH, KEY, RtmpName.ofStream(name));
  }

  @ParameterizedTest
  @CsvSource({
    "type, nonprivate, true",
    "flashVer, FMLE/3.0 (compatible; Lavf60.3.100), true",
    "flashVer, 'LNX 9,0,124,2', false",
    "type, private, false"
  })
  void whoPublishesIsWhoSaysSo(String property, String value, boolean publishes) {
    assertThat(said("live", property, value).attempt().publishes()).isEqualTo(publishes);
  }

  @Test
  void parametersComeFromUrlApplicationAndNameAndTheNearestCounts() {
    Introduction said = said("live?a=app&b=app", "tcUrl", "rtmp://h/live?a=url&b=url&c=url");
    assertThat(publish(said, "show?a=name").parameters())
        .containsExactlyInAnyOrderEntriesOf(Map.of("a", "name", "b", "app", "c", "url"));
    assertThat(said.attempt().parameters()).containsEntry("a", "app");
    assertThat(said.attempt().app()).isEqualTo("live");
  }

  @Test
  void aClientIsWhoItProvedToBe() {
    Introduction said = said("live");
    assertThat(publish(said, "show").user()).isEmpty();
    said.is(new AdobeUser("alice"));
    assertThat(publish(said, "show").user()).contains(new AdobeUser("alice"));
    assertThat(publish(said, "show").vouched()).isEmpty();
  }

  @Test
  void aNodeThatPullsIsAskedNothing() {
    Introduction said = node(Optional.empty());
    AccessRequest request = said.request(AccessRequest.Action.PLAY, KEY, RtmpName.ofStream("show"));
    assertThat(request.vouched()).map(AccessDecision::allowed).contains(true);
  }

  @Test
  void aNodesDecisionTravelsWithThePublisher() {
    AccessDecision decision =
        AccessDecision.allowed(300, "key:ab12")
            .until(1_800_000_000_123L)
            .within(new AccessLimits(5, 1, 8_000_000_000L))
            .by("key:ab12")
            .forStream(new StreamKey("live/room1", "real"));
    AccessRequest request = publish(node(forwarded(decision)), "show");
    assertThat(request.remoteHost()).isEqualTo("198.51.100.9");
    assertThat(request.vouched()).contains(decision);
  }

  @Test
  void whatHasNoEndHasNoneAtTheOtherSide() {
    AccessDecision decision = AccessDecision.allowed(100, "x").by("open:");
    assertThat(publish(node(forwarded(decision)), "show").vouched()).contains(decision);
  }

  @Test
  void aNodeWithoutRulesLeavesItToTheNext() {
    AccessRequest request =
        publish(node(forwarded(AccessDecision.allowed(100, "x"))), "show?key=x");
    assertThat(request.vouched()).isEmpty();
    assertThat(request.parameters()).containsEntry("key", "x");
    assertThat(request.remoteHost()).isEqualTo("198.51.100.9");
  }
}
