package dev.weir.access.policy;

import dev.weir.access.AccessDecision;
import dev.weir.access.AccessMethod;
import dev.weir.access.AccessPolicy;
import dev.weir.access.AccessRefusal;
import dev.weir.access.AccessRequest;
import dev.weir.access.ActionRules;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Addresses first; then one way of being let in after another is asked, until one of them finds its
 * kind of credential. That one decides: a wrong token is not made good by anything else.
 */
final class PolicyChain implements AccessPolicy {
  private final AddressRule addresses;
  private final Map<AccessMethod, AccessPolicy> methods;

  /**
   * @param methods in the order in which they are asked
   */
  PolicyChain(AddressRule addresses, Map<AccessMethod, AccessPolicy> methods) {
    this.addresses = addresses;
    this.methods = methods;
  }

  /** As rules say, with these for the methods. */
  static PolicyChain of(ActionRules rules, Map<AccessMethod, AccessPolicy> known) {
    Map<AccessMethod, AccessPolicy> methods = new LinkedHashMap<>();
    for (AccessMethod method : rules.accept()) {
      methods.put(method, known.get(method));
    }
    if (methods.size() > 1 && methods.containsKey(AccessMethod.OPEN)) {
      // Who shows nothing must not outrank those who do.
      methods.put(AccessMethod.OPEN, AccessPolicy.open(AccessDecision.ORDINARY_PRIORITY));
    }
    return new PolicyChain(new AddressRule(rules.allow(), rules.deny()), methods);
  }

  Optional<AccessDecision> checkAddress(String remoteHost) {
    return addresses.check(remoteHost);
  }

  @Override
  public CompletionStage<AccessDecision> decide(AccessRequest request) {
    Optional<AccessDecision> elsewhere = addresses.check(request.remoteHost());
    return elsewhere.isPresent()
        ? CompletableFuture.completedStage(elsewhere.get())
        : ask(request, methods.entrySet().iterator(), nothingShown(request));
  }

  private static CompletionStage<AccessDecision> ask(
      AccessRequest request,
      Iterator<Map.Entry<AccessMethod, AccessPolicy>> left,
      AccessDecision otherwise) {
    if (!left.hasNext()) {
      return CompletableFuture.completedStage(otherwise);
    }
    Map.Entry<AccessMethod, AccessPolicy> next = left.next();
    return next.getValue()
        .decide(request)
        .thenCompose(
            decision ->
                decision.isNotMine()
                    ? ask(request, left, otherwise)
                    : CompletableFuture.completedStage(named(decision, next.getKey())));
  }

  /** So that whoever looks again knows whom to ask. */
  private static AccessDecision named(AccessDecision decision, AccessMethod method) {
    boolean told =
        AccessMethod.ofCredential(decision.credential()).filter(method::equals).isPresent();
    return !decision.allowed() || told ? decision : decision.by(method.credential(""));
  }

  private static AccessDecision nothingShown(AccessRequest request) {
    return AccessDecision.refused(
        AccessRefusal.NO_CREDENTIALS,
        request.action() == AccessRequest.Action.PUBLISH
            ? "Publishing here needs a stream key or token, and none was sent."
            : "Playing here needs a key or token, and none was sent.");
  }

  @Override
  public Optional<AccessDecision> recheck(AccessRequest request, AccessDecision decision) {
    Optional<AccessDecision> elsewhere = addresses.check(request.remoteHost());
    if (elsewhere.isPresent()) {
      return elsewhere;
    }
    Optional<AccessPolicy> method = methodOf(decision);
    return method.isEmpty()
        ? Optional.of(
            AccessDecision.refused(
                AccessRefusal.REVOKED, "The rules have changed, and do not admit this any more."))
        : method.get().recheck(request, decision);
  }

  @Override
  public Optional<AccessDecision> begin(AccessRequest request, AccessDecision decision) {
    return methodOf(decision).flatMap(method -> method.begin(request, decision));
  }

  @Override
  public void end(AccessRequest request, AccessDecision decision) {
    methodOf(decision).ifPresent(method -> method.end(request, decision));
  }

  private Optional<AccessPolicy> methodOf(AccessDecision decision) {
    return AccessMethod.ofCredential(decision.credential()).map(methods::get);
  }
}
