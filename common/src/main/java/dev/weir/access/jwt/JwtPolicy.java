package dev.weir.access.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import dev.weir.access.AccessDecision;
import dev.weir.access.AccessMethod;
import dev.weir.access.AccessPolicy;
import dev.weir.access.AccessRefusal;
import dev.weir.access.AccessRequest;
import dev.weir.access.JwtRules;
import java.io.IOException;
import java.text.ParseException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * JSON web tokens, in the parameter {@code token}. Their claims {@code publish} and {@code play}
 * name the streams, as one pattern or a list of them.
 */
public final class JwtPolicy implements AccessPolicy {
  private static final int TOKEN_MAX = 8_192;

  /** Between the ids of key and token in a decision's credential. */
  private static final char MARK = '#';

  private final JwtRules rules;
  private final KeySource keys;
  private final Supplier<Set<String>> revoked;
  private final Executor offLoop;
  private final LongSupplier clock;

  /** What the keys of before admitted is no more when they change. */
  private volatile Checked checked = new Checked(null);

  private record Checked(KeySet keys, Headers headers, GrantCache grants) {
    Checked(KeySet keys) {
      this(keys, new Headers(), new GrantCache());
    }
  }

  /**
   * @param revoked ids of tokens that are taken back now, as {@link #revoked(JwtRules)} gives them
   * @param offLoop for signatures that take long; rejects what is too much for it
   * @param clock the wall clock in milliseconds
   */
  public JwtPolicy(
      JwtRules rules,
      KeySource keys,
      Supplier<Set<String>> revoked,
      Executor offLoop,
      LongSupplier clock) {
    this.rules = rules;
    this.keys = keys;
    this.revoked = revoked;
    this.offLoop = offLoop;
    this.clock = clock;
  }

  /** The tokens that rules take back, as they are known here. */
  public static Set<String> revoked(JwtRules rules) {
    return rules.revoked().stream().map(Grant::tokenId).collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public CompletionStage<AccessDecision> decide(AccessRequest request) {
    Optional<String> token = request.parameter("token");
    if (token.isEmpty()) {
      return done(AccessDecision.refused(AccessRefusal.NO_CREDENTIALS, "A token is needed here."));
    }
    if (token.get().length() > TOKEN_MAX) {
      return done(wrong());
    }
    KeySet set = keys.current();
    if (set == null) {
      return done(notNow());
    }
    Checked before = checked(set);
    String digest = Grant.digest(token.get());
    Optional<Grant> known = before.grants.get(digest);
    return known.isPresent()
        ? done(judged(known, request))
        : verify(request, token.get(), digest, before);
  }

  private Checked checked(KeySet set) {
    Checked now = checked;
    if (now.keys != set) {
      now = new Checked(set);
      checked = now;
    }
    return now;
  }

  private CompletionStage<AccessDecision> verify(
      AccessRequest request, String text, String digest, Checked before) {
    Optional<SignedToken> token = SignedToken.of(text);
    Optional<JWSHeader> header = token.flatMap(parts -> header(parts, before.headers));
    if (header.isEmpty() || !rules.algorithms().contains(header.get().getAlgorithm().getName())) {
      return done(wrong());
    }
    Optional<KeySet.Key> key = before.keys.find(header.get());
    if (key.isEmpty()) {
      keys.missed();
      return done(wrong());
    }
    Supplier<AccessDecision> check =
        () -> {
          if (!genuine(token.get(), header.get(), key.get())) {
            return wrong();
          }
          before.headers.keep(token.get().header(), header.get());
          Optional<Grant> found = granted(token.get(), key.get(), text);
          found.ifPresent(grant -> before.grants.put(digest, grant));
          return judged(found, request);
        };
    if (!key.get().slow()) {
      return done(check.get());
    }
    try {
      return CompletableFuture.supplyAsync(check, offLoop);
    } catch (RejectedExecutionException e) {
      // Others wait already; strangers can bring that about, so it is no error of ours.
      return done(notNow());
    }
  }

  private static Optional<JWSHeader> header(SignedToken token, Headers headers) {
    try {
      return Optional.of(headers.of(token.header()));
    } catch (ParseException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static boolean genuine(SignedToken token, JWSHeader header, KeySet.Key key) {
    try {
      return key.verifier().verify(header, token.signed(), token.signatureText());
    } catch (JOSEException | RuntimeException e) {
      return false;
    }
  }

  private Optional<Grant> granted(SignedToken token, KeySet.Key key, String text) {
    try {
      Claims claims = Claims.parse(SignedToken.decoded(token.payload()));
      return Grant.of(claims, rules, key.id(), text);
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private AccessDecision judged(Optional<Grant> found, AccessRequest request) {
    if (found.isEmpty()) {
      return wrong();
    }
    Grant grant = found.get();
    long now = clock.getAsLong();
    Optional<AccessDecision> untimely = grant.validity().refusal(now, "This token");
    if (untimely.isPresent()) {
      return untimely.get();
    }
    if (revoked.get().contains(grant.tokenId())) {
      return takenBack();
    }
    return grant.covers(request.action(), request.key())
        ? AccessDecision.allowed(grant.priority(), grant.identity())
            .until(grant.validity().untilMillis(now))
            .by(AccessMethod.JWT.credential(grant.keyId() + MARK + grant.tokenId()))
        : AccessDecision.refused(
            AccessRefusal.NOT_THIS_STREAM, "This token is for something else.");
  }

  private static AccessDecision notNow() {
    return AccessDecision.refused(
        AccessRefusal.UNAVAILABLE, "Tokens cannot be checked now; try again.");
  }

  /** One sentence for everything that can be wrong: the exact one would help to forge. */
  private static AccessDecision wrong() {
    return AccessDecision.refused(AccessRefusal.WRONG_CREDENTIALS, "This token is not valid.");
  }

  @Override
  public Optional<AccessDecision> recheck(AccessRequest request, AccessDecision decision) {
    String id = AccessMethod.idOf(decision.credential());
    int mark = id.lastIndexOf(MARK);
    if (revoked.get().contains(id.substring(mark + 1))) {
      return Optional.of(takenBack());
    }
    KeySet set = keys.current();
    return set == null || set.names(mark < 0 ? id : id.substring(0, mark))
        ? Optional.empty()
        : Optional.of(
            AccessDecision.refused(
                AccessRefusal.REVOKED, "The key that signed this token is not in use any more."));
  }

  private static AccessDecision takenBack() {
    return AccessDecision.refused(AccessRefusal.REVOKED, "This token was revoked.");
  }

  @Override
  public void close() {
    keys.close();
  }

  private static CompletionStage<AccessDecision> done(AccessDecision decision) {
    return CompletableFuture.completedStage(decision);
  }
}
