package dev.weir.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.stream.StreamKey;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final AccessPolicy REVOKES =
      new AccessPolicy() {
        @Override
        public CompletionStage<AccessDecision> decide(AccessRequest request) {
          return CompletableFuture.completedStage(AccessDecision.unavailable());
        }

        @Override
        public Optional<AccessDecision> recheck(AccessRequest request, AccessDecision decision) {
          return Optional.of(AccessDecision.refused(AccessRefusal.REVOKED, "Gone."));
        }
      };

  private final AccessRequest request = Ask.publish("live/show?key=secret").request();

  private static String outcome(Admission admission, AccessPolicy policy) {
    return admission.check(policy).map(Ask::outcome).orElse("STAYS");
  }

  @Test
  void endsWhenThePolicySaysSo() {
    Admission admission = Admission.of(request, AccessDecision.allowed(100, ""));
    assertThat(outcome(admission, AccessPolicy.OPEN)).isEqualTo("STAYS");
    assertThat(outcome(admission, REVOKES)).isEqualTo("REVOKED");
  }

  @Test
  void whatANodeVouchesForIsThatNodesBusiness() {
    AccessDecision vouched = AccessDecision.allowed(100, "").until(1_000);
    AccessRequest forwarded =
        new AccessRequest(
            request.action(),
            request.key(),
            request.parameters(),
            "h",
            Optional.empty(),
            Optional.of(vouched));
    Admission admission = Admission.of(forwarded, vouched);
    assertThat(outcome(admission, REVOKES)).isEqualTo("STAYS");
  }

  @Test
  void keepsTheStreamAndNoSecret() {
    StreamKey real = new StreamKey("live", "real");
    Admission admission = Admission.of(request, AccessDecision.allowed(100, "").forStream(real));
    assertThat(admission.request().key()).isEqualTo(real);
    assertThat(admission.request().parameters()).isEmpty();
    assertThat(admission.toString()).doesNotContain("secret");
  }
}
