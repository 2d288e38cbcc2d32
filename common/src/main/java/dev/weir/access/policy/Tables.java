package dev.weir.access.policy;

import dev.weir.access.AccessMethod;
import dev.weir.access.AccessPolicy;
import dev.weir.access.AccessRules;
import dev.weir.access.JwtRules;
import dev.weir.access.StreamKeys;
import dev.weir.access.WebhookRules;
import dev.weir.access.jwt.JwtPolicy;
import dev.weir.access.jwt.KeySource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Makes a table of each version of the rules. What holds connections or keys that were fetched is
 * taken over from the version before while its rules are the same.
 */
final class Tables {
  private final AccessGround ground;
  private final ScheduledExecutorService timer;
  private final Executor offLoop;
  private final SpentChallenges spent = new SpentChallenges();
  private Optional<JwtRules> jwtRules = Optional.empty();
  private Optional<WebhookRules> webhookRules = Optional.empty();
  private AccessPolicy jwt;
  private AccessPolicy webhook;
  private volatile Set<String> revokedTokens = Set.of();

  Tables(AccessGround ground, ScheduledExecutorService timer, Executor offLoop) {
    this.ground = ground;
    this.timer = timer;
    this.offLoop = offLoop;
  }

  /** One caller at a time; throws and changes nothing when the rules cannot be followed. */
  AccessPolicy of(AccessRules rules) {
    // To take a token back is no reason to fetch the keys anew.
    Optional<JwtRules> nextJwtRules = rules.jwt().map(JwtRules::withoutRevoked);
    AccessPolicy nextJwt =
        nextJwtRules.equals(jwtRules) ? jwt : nextJwtRules.map(this::jwt).orElse(null);
    AccessPolicy nextWebhook =
        rules.webhook().equals(webhookRules)
            ? webhook
            : rules.webhook().map(ground.webhooks()).orElse(null);
    replace(jwt, nextJwt);
    replace(webhook, nextWebhook);
    jwt = nextJwt;
    webhook = nextWebhook;
    jwtRules = nextJwtRules;
    revokedTokens = rules.jwt().map(JwtPolicy::revoked).orElse(Set.of());
    webhookRules = rules.webhook();
    StreamKeys keys = new MemoryStreamKeys(rules.keys().values(), ground.keys());
    Map<AccessMethod, AccessPolicy> methods = new EnumMap<>(AccessMethod.class);
    methods.put(AccessMethod.KEYS, new KeyPolicy(keys, ground.clock()));
    rules
        .signed()
        .ifPresent(
            signed -> methods.put(AccessMethod.SIGNED, new SignedPolicy(signed, ground.clock())));
    if (jwt != null) {
      methods.put(AccessMethod.JWT, jwt);
    }
    if (webhook != null) {
      methods.put(AccessMethod.WEBHOOK, webhook);
    }
    return new PolicyTable(
        rules, methods, new AdobeScheme(keys, ground.secret(), spent, ground.clock()));
  }

  void close() {
    replace(jwt, null);
    replace(webhook, null);
  }

  private AccessPolicy jwt(JwtRules rules) {
    return new JwtPolicy(
        rules, KeySource.of(rules, timer), () -> revokedTokens, offLoop, ground.clock());
  }

  private static void replace(AccessPolicy before, AccessPolicy next) {
    if (before != null && before != next) {
      before.close();
    }
  }
}
