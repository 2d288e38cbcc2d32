package dev.weir.access.policy;

import dev.weir.access.AccessDecision;
import dev.weir.access.AccessMethod;
import dev.weir.access.AccessPolicy;
import dev.weir.access.AccessRefusal;
import dev.weir.access.AccessRequest;
import dev.weir.access.AccessRules;
import dev.weir.access.ConnectAnswer;
import dev.weir.access.ConnectAttempt;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The policies of one access file, by application. */
final class PolicyTable implements AccessPolicy {
  private final Map<String, App> apps;
  private final AdobeScheme adobe;

  private record App(PolicyChain publish, PolicyChain play, boolean asksAdobe) {}

  /**
   * @param methods a policy for each method that the rules accept
   * @param adobe asks those who publish
   */
  PolicyTable(AccessRules rules, Map<AccessMethod, AccessPolicy> methods, AdobeScheme adobe) {
    this.adobe = adobe;
    Map<AccessMethod, AccessPolicy> known = new EnumMap<>(methods);
    known.put(AccessMethod.OPEN, AccessPolicy.OPEN);
    this.apps = new HashMap<>();
    rules
        .apps()
        .forEach(
            (name, app) ->
                apps.put(
                    name,
                    new App(
                        PolicyChain.of(app.publish(), known),
                        PolicyChain.of(app.play(), known),
                        app.publish().asksAdobe())));
  }

  @Override
  public CompletionStage<AccessDecision> decide(AccessRequest request) {
    App app = app(request.key().app());
    return app == null
        ? CompletableFuture.completedStage(noSuchApp())
        : chain(app, request).decide(request);
  }

  @Override
  public Optional<AccessDecision> recheck(AccessRequest request, AccessDecision decision) {
    App app = app(request.key().app());
    return app == null ? Optional.of(noSuchApp()) : chain(app, request).recheck(request, decision);
  }

  @Override
  public Optional<AccessDecision> begin(AccessRequest request, AccessDecision decision) {
    App app = app(request.key().app());
    return app == null ? Optional.of(noSuchApp()) : chain(app, request).begin(request, decision);
  }

  @Override
  public void end(AccessRequest request, AccessDecision decision) {
    App app = app(request.key().app());
    if (app != null) {
      chain(app, request).end(request, decision);
    }
  }

  @Override
  public ConnectAnswer connect(ConnectAttempt attempt) {
    App app = app(attempt.app());
    if (app == null || !app.asksAdobe || !attempt.publishes()) {
      return ConnectAnswer.PASS;
    }
    Optional<AccessDecision> elsewhere = app.publish.checkAddress(attempt.remoteHost());
    return elsewhere.isPresent()
        ? ConnectAnswer.refused(elsewhere.get().cause(), elsewhere.get().reason())
        : adobe.connect(attempt);
  }

  private App app(String name) {
    App app = apps.get(name);
    return app == null ? apps.get(AccessRules.ANY_APP) : app;
  }

  private static PolicyChain chain(App app, AccessRequest request) {
    return request.action() == AccessRequest.Action.PUBLISH ? app.publish : app.play;
  }

  private static AccessDecision noSuchApp() {
    return AccessDecision.refused(
        AccessRefusal.NOT_THIS_STREAM, "There is no such application here.");
  }
}
