package dev.weir.access.policy;

import dev.weir.access.AccessDecision;
import dev.weir.access.AccessMethod;
import dev.weir.access.AccessPolicy;
import dev.weir.access.AccessRefusal;
import dev.weir.access.AccessRequest;
import dev.weir.access.Digests;
import dev.weir.access.StreamKeyRecord;
import dev.weir.access.StreamKeySecret;
import dev.weir.access.StreamKeys;
import dev.weir.stream.StreamKey;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/**
 * Stream keys, in all the ways in which encoders and players can show one: {@code NAME?key=SECRET},
 * the secret in place of the name, {@code user} and {@code pass} in the query, or Adobe's scheme at
 * connect.
 */
final class KeyPolicy implements AccessPolicy {
  private final StreamKeys keys;
  private final LongSupplier clock;

  /**
   * @param keys that there are
   * @param clock the wall clock in milliseconds
   */
  KeyPolicy(StreamKeys keys, LongSupplier clock) {
    this.keys = keys;
    this.clock = clock;
  }

  @Override
  public CompletionStage<AccessDecision> decide(AccessRequest request) {
    return CompletableFuture.completedStage(now(request));
  }

  private AccessDecision now(AccessRequest request) {
    if (request.user().isPresent()) {
      return judged(keys.byId(request.user().get().keyId()), request, false);
    }
    Optional<String> secret = request.parameter("key");
    if (secret.isPresent()) {
      return judged(keys.byHash(StreamKeySecret.hash(secret.get())), request, false);
    }
    Optional<String> user = request.parameter("user");
    Optional<String> pass = request.parameter("pass");
    if (user.isPresent() && pass.isPresent()) {
      String hash = StreamKeySecret.hash(pass.get());
      return judged(
          keys.byId(user.get()).filter(key -> Digests.same(key.hash(), hash)), request, false);
    }
    if (StreamKeySecret.isSecretive(request.key().name())) {
      Optional<StreamKeyRecord> key = keys.byHash(StreamKeySecret.hash(request.key().name()));
      boolean meant = key.isPresent() || request.key().name().startsWith(StreamKeySecret.PREFIX);
      return meant ? judged(key, request, true) : notMine();
    }
    return notMine();
  }

  private static AccessDecision notMine() {
    return AccessDecision.refused(AccessRefusal.NO_CREDENTIALS, "A stream key is needed here.");
  }

  private AccessDecision judged(
      Optional<StreamKeyRecord> found, AccessRequest request, boolean secretIsName) {
    if (found.isEmpty()) {
      return AccessDecision.refused(
          AccessRefusal.WRONG_CREDENTIALS, "This stream key is not valid.");
    }
    StreamKeyRecord key = found.get();
    Optional<AccessDecision> over = over(key);
    if (over.isPresent()) {
      return over.get();
    }
    Optional<StreamKey> stream =
        secretIsName ? onlyStream(key, request.key().app()) : Optional.of(request.key());
    if (stream.isEmpty()) {
      return AccessDecision.refused(
          AccessRefusal.NOT_THIS_STREAM,
          "This stream key does not stand for one stream here; write NAME?key= before it.");
    }
    if (!key.covers(stream.get())) {
      return notThisStream();
    }
    AccessDecision allowed =
        AccessDecision.allowed(key.priority(), "key:" + key.id())
            .until(key.untilMillis())
            .within(key.limits())
            .by(AccessMethod.KEYS.credential(key.id()));
    return secretIsName ? allowed.forStream(stream.get()) : allowed;
  }

  private static AccessDecision notThisStream() {
    return AccessDecision.refused(
        AccessRefusal.NOT_THIS_STREAM, "This stream key is for another stream.");
  }

  private Optional<AccessDecision> over(StreamKeyRecord key) {
    if (key.revoked()) {
      return Optional.of(revoked());
    }
    return clock.getAsLong() >= key.untilMillis()
        ? Optional.of(AccessDecision.refused(AccessRefusal.EXPIRED, "This stream key has expired."))
        : Optional.empty();
  }

  private static AccessDecision revoked() {
    return AccessDecision.refused(AccessRefusal.REVOKED, "This stream key was revoked.");
  }

  /** The stream that it stands for without another word: the one in this application. */
  private static Optional<StreamKey> onlyStream(StreamKeyRecord key, String app) {
    StreamKey only = null;
    for (String name : key.names()) {
      Optional<StreamKey> stream = StreamKey.parse(name).filter(one -> one.app().equals(app));
      if (stream.isEmpty()) {
        continue;
      }
      if (only != null) {
        return Optional.empty();
      }
      only = stream.get();
    }
    return Optional.ofNullable(only);
  }

  @Override
  public Optional<AccessDecision> recheck(AccessRequest request, AccessDecision decision) {
    Optional<StreamKeyRecord> key = keys.byId(AccessMethod.idOf(decision.credential()));
    if (key.isEmpty()) {
      return Optional.of(revoked());
    }
    return over(key.get())
        .or(
            () ->
                key.get().covers(decision.streamOf(request))
                    ? Optional.empty()
                    : Optional.of(notThisStream()));
  }
}
