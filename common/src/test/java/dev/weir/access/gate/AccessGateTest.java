package dev.weir.access.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.AccessDecision;
import dev.weir.access.AccessPolicy;
import dev.weir.access.AccessRefusal;
import dev.weir.access.AccessRequest;
import dev.weir.access.AccessRequest.Action;
import dev.weir.metrics.NodeMetrics;
import dev.weir.stream.StreamKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class AccessGateTest {
  private static final AccessDecision YES = AccessDecision.allowed(100, "anna").by("key:a");

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<String> heard = new ArrayList<>();
  private boolean refusesToBegin;
  private final AccessGate gate =
      new AccessGate(
          new Ear(), new GateLimits(3, Duration.ofMinutes(5), 0, 1, 0), new NodeMetrics(registry));

  @Test
  void thePolicyHearsOfWhatBeganAndEnded() {
    AccessRequest request = request("show", Optional.empty());
    assertThat(gate.begin(request, YES)).isEmpty();
    gate.end(request, YES);
    assertThat(heard).containsExactly("begin live/show", "end live/show");
  }

  @Test
  void whoFindsNoPlaceDoesNotBegin() {
    AccessRequest request = request("show", Optional.empty());
    gate.begin(request, YES);
    assertThat(gate.begin(request, YES).orElseThrow().cause()).isEqualTo(AccessRefusal.LIMIT);
    assertThat(heard).containsExactly("begin live/show");
  }

  @Test
  void whomThePolicyRefusesGivesHisPlaceBack() {
    AccessRequest request = request("show", Optional.empty());
    refusesToBegin = true;
    assertThat(gate.begin(request, YES).orElseThrow().cause()).isEqualTo(AccessRefusal.REVOKED);
    refusesToBegin = false;
    assertThat(gate.begin(request, YES)).isEmpty();
  }

  @Test
  void ofAForwardedSessionTheNodeBeforeSpeaks() {
    AccessRequest request = request("show", Optional.of(YES));
    assertThat(gate.begin(request, YES)).isEmpty();
    gate.end(request, YES);
    assertThat(heard).isEmpty();
    assertThat(gate.begin(request, YES)).isEmpty();
  }

  @Test
  void aBanIsCounted() {
    for (int i = 0; i < 20; i++) {
      AccessRequest guess =
          new AccessRequest(
              Action.PLAY, new StreamKey("live", "show"), Map.of("key", "g" + i), "192.0.2.1");
      gate.decide(guess);
    }
    assertThat(heard).hasSize(3);
    assertThat(registry.get("weir_addresses_banned").functionCounter().count()).isEqualTo(1);
  }

  private static AccessRequest request(String name, Optional<AccessDecision> vouched) {
    return new AccessRequest(
        Action.PLAY, new StreamKey("live", name), Map.of(), "192.0.2.1", Optional.empty(), vouched);
  }

  private final class Ear implements AccessPolicy {
    @Override
    public CompletionStage<AccessDecision> decide(AccessRequest request) {
      heard.add("decide");
      return CompletableFuture.completedStage(
          AccessDecision.refused(AccessRefusal.WRONG_CREDENTIALS, "Wrong."));
    }

    @Override
    public Optional<AccessDecision> begin(AccessRequest request, AccessDecision decision) {
      if (refusesToBegin) {
        return Optional.of(AccessDecision.refused(AccessRefusal.REVOKED, "Taken back."));
      }
      heard.add("begin " + request.key());
      return Optional.empty();
    }

    @Override
    public void end(AccessRequest request, AccessDecision decision) {
      heard.add("end " + request.key());
    }
  }
}
