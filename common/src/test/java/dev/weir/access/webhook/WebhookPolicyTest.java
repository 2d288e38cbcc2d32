package dev.weir.access.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.access.AccessDecision;
import dev.weir.access.AccessLimits;
import dev.weir.access.AccessRefusal;
import dev.weir.access.AccessRequest;
import dev.weir.access.AccessRequest.Action;
import dev.weir.access.AddressRange;
import dev.weir.access.HmacSecret;
import dev.weir.access.IpAddress;
import dev.weir.access.WebhookRules;
import dev.weir.metrics.NodeMetrics;
import dev.weir.stream.StreamKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a webhook says well, and what it is asked. */
@Timeout(60)
class WebhookPolicyTest {
  private static final HmacSecret SECRET = new HmacSecret("hook secret");
  private static final List<AddressRange> LOOPBACK =
      List.of(AddressRange.parse("127.0.0.0/8").orElseThrow());

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final NodeMetrics metrics = new NodeMetrics(registry);
  private WebhookStub stub;
  private WebhookPolicy policy;

  @AfterEach
  void close() throws Exception {
    policy.close();
    if (stub != null) {
      stub.close();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          200 OK | {"allow": true} | true | ''
          204 No Content | '' | true | ''
          200 OK | '' | true | ''
          200 OK | {"allow": false} | false | Access denied.
          200 OK | {"allow": false, "reason": "Pay first."} | false | Pay first.
          200 OK | {"allow": false, "reason": "two\\nlines\\u0007\\u202e"} | false | two lines
          200 OK | {"allow": true, "unknown": [1, {}]} | true | ''
          401 Unauthorized | '' | false | Access denied.
          403 Forbidden | {"reason": "Not you."} | false | Not you.
          403 Forbidden | <html>no</html> | false | Access denied.
          404 Not Found | {"allow": true} | false | Access denied.
          """)
  void yesIsYesAndNoIsNo(String status, String body, boolean allowed, String reason) {
    AccessDecision decision = decide(WebhookStub.answering(status, "", body));

    assertThat(decision.allowed()).isEqualTo(allowed);
    assertThat(decision.reason()).isEqualTo(reason);
    assertThat(decision.cause()).isEqualTo(allowed ? null : AccessRefusal.WEBHOOK);
    assertThat(asked(allowed ? "allowed" : "refused")).isEqualTo(1);
  }

  @Test
  void aYesMaySayMore() {
    AccessDecision decision =
        decide(
            WebhookStub.answering(
                "200 OK",
                "",
                """
                {"allow": true, "priority": 900, "until": 2000000000, "stream": "meant",
                 "id": "anna@example.com", "viewers": 5, "publishers": 2, "bitrate": 8000000}
                """));

    assertThat(decision.priority()).isEqualTo(900);
    assertThat(decision.untilMillis()).isEqualTo(2_000_000_000_000L);
    assertThat(decision.key()).contains(new StreamKey("live", "meant"));
    assertThat(decision.credential()).isEqualTo("webhook:anna@example.com");
    assertThat(decision.limits()).isEqualTo(new AccessLimits(5, 2, 8_000_000));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no JSON",
        "[true]",
        "true",
        "null",
        "{}",
        "{\"allow\": \"yes\"}",
        "{\"allow\": 1}",
        "{\"allow\": true} {\"allow\": false}",
        "{\"allow\": false, \"allow\": true}",
        "{\"allow\": true, \"x\": [[[[[[[[[[]]]]]]]]]]}",
        "{\"allow\": true, \"priority\": 1001}",
        "{\"allow\": true, \"priority\": -1}",
        "{\"allow\": true, \"priority\": 1.5}",
        "{\"allow\": true, \"until\": 99999999999999999999}",
        "{\"allow\": true, \"until\": \"tomorrow\"}",
        "{\"allow\": true, \"stream\": \"../x\"}",
        "{\"allow\": true, \"stream\": \"\"}",
        "{\"allow\": true, \"id\": \"a b\"}",
        "{\"allow\": true, \"bitrate\": -5}"
      })
  void whatMakesNoSenseIsANoEvenIfOutagesAreAYes(String body) {
    AccessDecision decision =
        decide(WebhookStub.answering("200 OK", "", body), Duration.ofSeconds(2), true);

    assertThat(decision.cause()).isEqualTo(AccessRefusal.UNAVAILABLE);
    assertThat(asked("bad_answer")).isEqualTo(1);
  }

  @Test
  void nonsenseStaysANoHoweverOftenItComes() {
    AccessRequest request = request(Map.of());
    decide(WebhookStub.answering("200 OK", "", "no JSON"), Duration.ofSeconds(2), true);
    for (int i = 0; i < 20; i++) {
      assertThat(ask(request).allowed()).isFalse();
    }
    assertThat(asked("bad_answer")).isEqualTo(21);
    assertThat(stub.received()).hasSize(21);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"})
  void aRedirectIsNotFollowed(String status) throws Exception {
    try (WebhookStub inside = WebhookStub.answering("200 OK", "", "{\"allow\": true}")) {
      AccessDecision decision =
          decide(WebhookStub.answering(status, "Location: " + inside.url() + "\r\n", ""));

      assertThat(decision.cause()).isEqualTo(AccessRefusal.UNAVAILABLE);
      assertThat(asked("bad_answer")).isEqualTo(1);
      assertThat(stub.received()).hasSize(1);
      assertThat(inside.received()).isEmpty();
    }
  }

  @Test
  void isAskedWithASignatureThatShowsWhoAsksAndWhen() throws Exception {
    decide(WebhookStub.answering("204 No Content", "", ""));

    WebhookStub.Received received = stub.received().get(0);
    JsonNode json = new ObjectMapper().readTree(received.body());
    assertThat(json.get("event").asText()).isEqualTo("on_publish");
    assertThat(json.get("app").asText()).isEqualTo("live");
    assertThat(json.get("stream").asText()).isEqualTo("show");
    assertThat(json.get("address").asText()).isEqualTo("192.0.2.1");
    assertThat(json.get("node").asText()).isEqualTo("origin-a");
    assertThat(json.get("parameters").get("key").asText()).isEqualTo("a b&c");
    assertThat(json.get("parameters").get("odd").asText()).isEqualTo("%zz");
    assertThat(received.headers().get("idempotency-key")).isEqualTo(json.get("id").asText());

    String signature = received.headers().get("x-signature");
    long seconds = Long.parseLong(signature.substring(2, signature.indexOf(',')));
    assertThat(seconds).isCloseTo(System.currentTimeMillis() / 1_000, within(10L));
    assertThat(signature)
        .isEqualTo(
            WebhookSignature.of(SECRET, seconds, received.body().getBytes(StandardCharsets.UTF_8)));
  }

  /** Computed with {@code openssl dgst -sha256 -hmac}. */
  @Test
  void theSignatureIsWhatTheReadmeSays() {
    byte[] body = "{\"id\":\"1\"}".getBytes(StandardCharsets.UTF_8);
    policy = policy(URI.create("http://127.0.0.1:9/"), Duration.ofSeconds(2), false, LOOPBACK);
    assertThat(WebhookSignature.of(SECRET, 1_700_000_000L, body))
        .isEqualTo(
            "t=1700000000,v1="
                + "a0b35ee1f4c80dd43860108991e80eccb802306f17ee5c8e4572ed6d76d1cd49");
  }

  @Test
  void theSameQueryIsTheSamePublisher() {
    stub = WebhookStub.answering("204 No Content", "", "");
    policy = policy(stub.url(), Duration.ofSeconds(2), false, LOOPBACK);
    String one = ask(request(Map.of("key", "1"))).identity();
    assertThat(ask(request(Map.of("key", "1"))).identity()).isEqualTo(one);
    assertThat(ask(request(Map.of("key", "2"))).identity()).isNotEqualTo(one);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, true",
    "8.8.8.8, true",
    "2606:4700::1, true",
    "127.0.0.1, false",
    "0.0.0.0, false",
    "10.1.2.3, false",
    "172.16.0.1, false",
    "192.168.1.1, false",
    "169.254.169.254, false",
    "100.64.0.1, false",
    "198.18.0.1, false",
    "224.0.0.1, false",
    "255.255.255.255, false",
    "::1, false",
    "::, false",
    "fe80::1, false",
    "fd00:ec2::254, false",
    "::ffff:169.254.169.254, false",
    "64:ff9b::a9fe:a9fe, false",
    "2002:a9fe:a9fe::1, false",
    "::169.254.169.254, false",
    "10.9.0.1, true"
  })
  void privateAddressesAreNotCalledUnlessTheyAreNamed(String address, boolean allowed)
      throws Exception {
    policy = policy(URI.create("http://127.0.0.1:9/"), Duration.ofSeconds(2), false, LOOPBACK);
    List<AddressRange> named = List.of(AddressRange.parse("10.9.0.0/16").orElseThrow());
    InetAddress target = InetAddress.getByAddress(IpAddress.bytes(address).orElseThrow());
    assertThat(new WebhookTarget(named, InetAddress::getAllByName).isAllowed(target))
        .isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1, true", "localhost, true", "hook.example, false", "10.0.0.1, false"})
  void thisMachineIsCalledWhenTheUrlNamesIt(String host, boolean called) {
    stub = WebhookStub.answering("204 No Content", "", "");
    URI url = URI.create("http://" + host + ":" + stub.url().getPort() + "/hook");
    policy =
        new WebhookPolicy(
            new WebhookRules(url, SECRET, Duration.ofSeconds(2), true, List.of()),
            "origin-a",
            metrics,
            name -> new InetAddress[] {InetAddress.getLoopbackAddress()});

    assertThat(ask(request(Map.of())).cause()).isEqualTo(called ? null : AccessRefusal.UNAVAILABLE);
    assertThat(asked("target")).isEqualTo(called ? 0 : 1);
    assertThat(stub.received()).hasSize(called ? 1 : 0);
  }

  private AccessDecision decide(WebhookStub answering) {
    return decide(answering, Duration.ofSeconds(2), false);
  }

  private AccessDecision decide(WebhookStub answering, Duration deadline, boolean open) {
    stub = answering;
    policy = policy(stub.url(), deadline, open, LOOPBACK);
    return ask(request(Map.of("key", "a+b%26c", "odd", "%zz")));
  }

  private WebhookPolicy policy(
      URI url, Duration deadline, boolean open, List<AddressRange> targets) {
    return new WebhookPolicy(
        new WebhookRules(url, SECRET, deadline, open, targets), "origin-a", metrics);
  }

  private AccessDecision ask(AccessRequest request) {
    return policy.decide(request).toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  private long asked(String result) {
    return registry
        .get("weir_webhook_seconds")
        .tags("kind", "ask", "result", result)
        .timer()
        .count();
  }

  private static AccessRequest request(Map<String, String> parameters) {
    return new AccessRequest(
        Action.PUBLISH, new StreamKey("live", "show"), parameters, "192.0.2.1");
  }
}
