package dev.weir.access.policy;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.weir.access.AccessDecision;
import dev.weir.access.AccessPolicy;
import dev.weir.access.AccessRefusal;
import dev.weir.access.AccessRequest;
import dev.weir.access.Ask;
import dev.weir.access.ConnectAnswer;
import dev.weir.access.ConnectAttempt;
import dev.weir.metrics.MetricsBootstrap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RecordedAccessTest {
  private static final String CANARY = "sk_live_canarycanarycanarycanarycanarycan";

  private final MetricsBootstrap metrics = MetricsBootstrap.create("origin-a", "origin");
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(RecordedAccess.class);
  private RuntimeException failure;
  private boolean revoked = true;

  /** Refuses everybody, or fails. */
  private final AccessPolicy policy =
      new AccessPolicy() {
        @Override
        public CompletionStage<AccessDecision> decide(AccessRequest request) {
          return failure == null
              ? CompletableFuture.completedStage(
                  AccessDecision.refused(AccessRefusal.WRONG_CREDENTIALS, "This is wrong."))
              : CompletableFuture.failedStage(failure);
        }

        @Override
        public Optional<AccessDecision> recheck(AccessRequest request, AccessDecision decision) {
          return revoked
              ? Optional.of(AccessDecision.refused(AccessRefusal.REVOKED, "Gone."))
              : Optional.empty();
        }

        @Override
        public ConnectAnswer connect(ConnectAttempt attempt) {
          return ConnectAnswer.refused(AccessRefusal.WRONG_CREDENTIALS, "authfailed");
        }
      };

  private final RecordedAccess access = new RecordedAccess(policy, metrics.metrics());

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(log);
  }

  private String lines() {
    return log.list.stream()
        .map(event -> event.getFormattedMessage() + " " + event.getKeyValuePairs())
        .collect(Collectors.joining("\n"));
  }

  private double count(String kind, String reason) {
    return metrics
        .scrape()
        .lines()
        .filter(line -> line.startsWith("weir_access_refused_total{"))
        .filter(line -> line.contains("kind=\"" + kind + "\""))
        .filter(line -> line.contains("reason=\"" + reason + "\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Test
  void aRefusalIsCountedByItsReasonAndLoggedInALineThatNamesStreamAndPeer() {
    assertThat(Ask.publish("live/show?key=x").outcome(access)).isEqualTo("WRONG_CREDENTIALS");

    assertThat(count("publish", "wrong_credentials")).isEqualTo(1);
    assertThat(count("play", "wrong_credentials")).isZero();
    assertThat(log.list).hasSize(1);
    assertThat(lines())
        .contains("access-refused", "live/show", "203.0.113.7", "WRONG_CREDENTIALS", "wrong.");
  }

  @Test
  void anEndAndAConnectAreRecordedToo() {
    Ask ask = Ask.play("live/show");
    access.recheck(ask.request(), AccessDecision.allowed(100, ""));
    access.connect(new ConnectAttempt("live", Map.of("user", "u"), "203.0.113.8", true));

    assertThat(count("play", "revoked")).isEqualTo(1);
    assertThat(count("publish", "wrong_credentials")).isEqualTo(1);
    assertThat(lines()).contains("access-ended", "203.0.113.8");
  }

  @Test
  void aSessionEndsAtTheMillisecond() {
    revoked = false;
    long[] now = {999};
    RecordedAccess timed =
        new RecordedAccess(
            policy, metrics.metrics().accessRefusals(AccessRefusal.class), () -> now[0]);
    AccessDecision decision = AccessDecision.allowed(100, "").until(1_000);
    assertThat(timed.recheck(Ask.play("live/show").request(), decision)).isEmpty();
    now[0] = 1_000;
    assertThat(timed.recheck(Ask.play("live/show").request(), decision))
        .map(AccessDecision::cause)
        .contains(AccessRefusal.EXPIRED);
    assertThat(lines()).contains("access-ended", "EXPIRED");
  }

  @Test
  void noSecretIsWritten() {
    Ask.publish("live/" + CANARY + "?key=" + CANARY + "&token=" + CANARY + "&sig=" + CANARY)
        .of(access);
    failure = new IllegalStateException("broken");
    Ask.publish("live/" + CANARY + "?pass=" + CANARY).of(access);
    access.connect(
        new ConnectAttempt("live", Map.of("key", CANARY, "response", CANARY), "h", true));

    // One that failed has a line of its own for the failure.
    assertThat(log.list).hasSize(4);
    assertThat(lines()).doesNotContain("canary");
    assertThat(metrics.scrape()).doesNotContain("canary");
  }

  @Test
  void aStreamKeyIsNoNameOfAStreamWhereEverybodyMayDoEverything() {
    RecordedAccess open = new RecordedAccess(AccessPolicy.OPEN, metrics.metrics());
    String secret = "live/sk_live_canary" + "a".repeat(26);

    assertThat(Ask.publish(secret).outcome(open)).isEqualTo("MALFORMED");
    assertThat(Ask.play(secret).outcome(open)).isEqualTo("MALFORMED");
    assertThat(Ask.publish("live/my_sk_live_show").outcome(open)).isEqualTo("ALLOWED");
    assertThat(lines()).contains("live/sk_live_hidden").doesNotContain("canary");
  }

  @Test
  void aPolicyThatFailsRefuses() {
    failure = new IllegalStateException("broken");
    assertThat(Ask.publish("live/show").outcome(access)).isEqualTo("UNAVAILABLE");
    assertThat(count("publish", "unavailable")).isEqualTo(1);
  }

  @Test
  void whatANodeVouchesForIsNotAskedAgain() {
    AccessDecision vouched = AccessDecision.allowed(7, "x");
    AccessRequest asked = Ask.publish("live/show").request();
    AccessRequest request =
        new AccessRequest(
            asked.action(),
            asked.key(),
            Map.of(),
            asked.remoteHost(),
            Optional.empty(),
            Optional.of(vouched));
    assertThat(access.decide(request).toCompletableFuture()).isCompletedWithValue(vouched);
  }

  @Test
  void manyRefusalsAreCountedAndFewWritten() {
    for (int i = 0; i < 10_000; i++) {
      Ask.publish("live/show?key=" + i).of(access);
    }
    assertThat(count("publish", "wrong_credentials")).isEqualTo(10_000);
    assertThat(log.list).hasSizeBetween(100, 1_000);
  }
}
