package dev.weir.access.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.access.AccessDecision;
import dev.weir.access.AccessMethod;
import dev.weir.access.AccessPolicy;
import dev.weir.access.AccessRefusal;
import dev.weir.access.AccessRequest;
import dev.weir.access.AccessRules;
import dev.weir.access.AccessSource;
import dev.weir.access.ActionRules;
import dev.weir.access.AppRules;
import dev.weir.access.Ask;
import dev.weir.access.HmacSecret;
import dev.weir.access.StreamKeys;
import dev.weir.access.WebhookRules;
import dev.weir.metrics.MetricsBootstrap;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveAccessTest {
  private final MetricsBootstrap metrics = MetricsBootstrap.create("origin-a", "origin");
  private final Rules source = new Rules();
  private final List<Hook> hooks = new ArrayList<>();
  private LiveAccess access;

  /** Rules that a test changes. */
  private static final class Rules implements AccessSource {
    private final AtomicReference<Supplier<AccessRules>> next = new AtomicReference<>();
    private volatile Supplier<AccessRules> read;

    void say(Supplier<AccessRules> rules) {
      next.set(rules);
    }

    @Override
    public AccessRules load() {
      read = next.get();
      return read.get();
    }

    @Override
    public boolean changed() {
      return read != next.get();
    }

    @Override
    public String name() {
      return "access.yaml";
    }
  }

  private static final class Hook implements AccessPolicy {
    private volatile boolean closed;

    @Override
    public CompletionStage<AccessDecision> decide(AccessRequest request) {
      return CompletableFuture.failedStage(new IllegalStateException("not asked here"));
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @AfterEach
  void close() {
    if (access != null) {
      access.close();
    }
  }

  private void open() {
    AccessGround ground =
        new AccessGround(
            StreamKeys.NONE,
            rules -> {
              hooks.add(new Hook());
              return hooks.get(hooks.size() - 1);
            },
            new HmacSecret("0123456789abcdef"),
            System::currentTimeMillis);
    access = LiveAccess.open(source, ground, metrics.metrics());
  }

  private static Supplier<AccessRules> rules(AccessMethod... accept) {
    return rules("http://127.0.0.1/a", accept);
  }

  private static Supplier<AccessRules> rules(String hook, AccessMethod... accept) {
    ActionRules action = new ActionRules(List.of(), List.of(), List.of(accept), false);
    WebhookRules webhook =
        new WebhookRules(
            URI.create(hook),
            new HmacSecret("0123456789abcdef"),
            Duration.ofSeconds(2),
            false,
            List.of());
    return () ->
        new AccessRules(
            Map.of("live", new AppRules(action, action)),
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(webhook));
  }

  @Test
  void rulesThatCannotBeUsedKeepANodeFromStarting() {
    source.say(
        () -> {
          throw new IllegalArgumentException("apps.live: no");
        });
    assertThatThrownBy(this::open).hasMessage("apps.live: no");
  }

  @Test
  void aChangeHoldsForNewcomersAndForThoseWhoAreThere() {
    source.say(rules(AccessMethod.OPEN));
    open();
    Ask ask = Ask.publish("live/show");
    AccessDecision decision = ask.of(access);
    assertThat(decision.allowed()).isTrue();
    assertThat(access.recheck(ask.request(), decision)).isEmpty();

    source.say(rules(AccessMethod.KEYS));

    await().until(() -> ask.outcome(access).equals("NO_CREDENTIALS"));
    assertThat(access.recheck(ask.request(), decision))
        .map(AccessDecision::cause)
        .contains(AccessRefusal.REVOKED);
    await().until(() -> metrics.scrape().contains("weir_access_reloads_total{"));
  }

  @Test
  void badRulesLeaveTheOldOnesInPlaceAndGoodOnesEndTheAlarm() {
    source.say(rules(AccessMethod.OPEN));
    open();
    source.say(
        () -> {
          throw new IllegalArgumentException("apps.live.play.accept: what");
        });
    await().until(() -> metric("weir_access_reload_failing") == 1);
    assertThat(metric("weir_access_reload_failures_total")).isEqualTo(1);
    assertThat(Ask.publish("live/show").outcome(access)).isEqualTo("ALLOWED");

    source.say(rules(AccessMethod.KEYS));

    await().until(() -> metric("weir_access_reload_failing") == 0);
    assertThat(Ask.publish("live/show").outcome(access)).isEqualTo("NO_CREDENTIALS");
  }

  @Test
  void whatHoldsConnectionsIsTakenOverWhileItsRulesAreTheSame() {
    source.say(rules(AccessMethod.OPEN));
    open();
    source.say(rules(AccessMethod.KEYS));
    await().until(() -> Ask.publish("live/show").outcome(access).equals("NO_CREDENTIALS"));
    assertThat(hooks).singleElement().matches(hook -> !hook.closed);

    source.say(rules("http://127.0.0.1/b", AccessMethod.OPEN));

    await().until(() -> Ask.publish("live/show").outcome(access).equals("ALLOWED"));
    assertThat(hooks).hasSize(2);
    assertThat(hooks.get(0).closed).isTrue();
    assertThat(hooks.get(1).closed).isFalse();
  }

  private double metric(String name) {
    return metrics
        .scrape()
        .lines()
        .filter(line -> line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
