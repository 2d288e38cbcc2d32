package dev.weir.access.policy;

import dev.weir.access.AccessDecision;
import dev.weir.access.AccessMethod;
import dev.weir.access.AccessPolicy;
import dev.weir.access.AccessRefusal;
import dev.weir.access.AccessRequest;
import dev.weir.access.AddressRange;
import dev.weir.access.Digests;
import dev.weir.access.HmacSecret;
import dev.weir.access.IpAddress;
import dev.weir.access.SignedRules;
import dev.weir.access.Validity;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * URLs that somebody who has the secret signed: an HMAC-SHA256, in hex, over the lines {@code
 * weir-1}, action, application, stream, {@code exp}, {@code nbf}, {@code end}, {@code ip}, {@code
 * priority} and {@code kid}, each ended by a line feed; what the URL does not have is an empty
 * line.
 */
final class SignedPolicy implements AccessPolicy {
  private static final Pattern SECONDS = Pattern.compile("\\d{1,11}");
  private static final Pattern PRIORITY = Pattern.compile("\\d{1,3}|1000");
  private static final Pattern SIGNATURE = Pattern.compile("[0-9A-Fa-f]{64}");
  private static final int IDENTITY_CHARS = 32;

  private final SignedRules rules;
  private final LongSupplier clock;

  SignedPolicy(SignedRules rules, LongSupplier clock) {
    this.rules = rules;
    this.clock = clock;
  }

  @Override
  public CompletionStage<AccessDecision> decide(AccessRequest request) {
    return CompletableFuture.completedStage(now(request));
  }

  private AccessDecision now(AccessRequest request) {
    Optional<String> signature = request.parameter("sig");
    if (signature.isEmpty()) {
      return AccessDecision.refused(AccessRefusal.NO_CREDENTIALS, "A signed URL is needed here.");
    }
    String exp = request.parameter("exp").orElse("");
    String nbf = request.parameter("nbf").orElse("");
    String end = request.parameter("end").orElse("");
    String ip = request.parameter("ip").orElse("");
    String priority = request.parameter("priority").orElse("");
    String kid = request.parameter("kid").orElse("");
    Optional<AddressRange> range = ip.isEmpty() ? Optional.empty() : AddressRange.parse(ip);
    HmacSecret secret = rules.keys().get(kid);
    // Every field is of a shape without line feeds before it is put into a line of its own.
    if (secret == null
        || !SIGNATURE.matcher(signature.get()).matches()
        || !SECONDS.matcher(exp).matches()
        || !isEmptyOr(SECONDS, nbf)
        || !isEmptyOr(SECONDS, end)
        || !isEmptyOr(PRIORITY, priority)
        || (!ip.isEmpty() && range.isEmpty())) {
      return wrong();
    }
    String text = canonical(request, exp, nbf, end, ip, priority, kid);
    String given = signature.get().toLowerCase(Locale.ROOT);
    if (!Digests.same(secret.sign(text), given)) {
      return wrong();
    }
    if (range.isPresent() && !range.get().contains(address(request))) {
      return AccessDecision.refused(AccessRefusal.ADDRESS, "This URL is for another address.");
    }
    int rank = priority.isEmpty() ? AccessDecision.ORDINARY_PRIORITY : Integer.parseInt(priority);
    Validity validity =
        new Validity(seconds(exp), nbf.isEmpty() ? 0 : seconds(nbf), rules.clockSkew());
    long now = clock.getAsLong();
    Optional<AccessDecision> untimely = validity.refusal(now, "This URL");
    if (untimely.isPresent()) {
      return untimely.get();
    }
    long until = end.isEmpty() ? validity.untilMillis(now) : seconds(end);
    return now >= until
        ? AccessDecision.refused(AccessRefusal.EXPIRED, "What this URL is for has ended.")
        : AccessDecision.allowed(rank, "signed:" + given.substring(0, IDENTITY_CHARS))
            .until(until)
            .by(AccessMethod.SIGNED.credential(kid));
  }

  private static byte[] address(AccessRequest request) {
    return IpAddress.bytes(request.remoteHost()).orElseGet(() -> new byte[0]);
  }

  private static boolean isEmptyOr(Pattern pattern, String text) {
    return text.isEmpty() || pattern.matcher(text).matches();
  }

  private static long seconds(String text) {
    return TimeUnit.SECONDS.toMillis(Long.parseLong(text));
  }

  private static AccessDecision wrong() {
    return AccessDecision.refused(
        AccessRefusal.WRONG_CREDENTIALS, "The signature of this URL is not valid.");
  }

  private static String canonical(AccessRequest request, String... fields) {
    StringBuilder text = new StringBuilder("weir-1\n");
    text.append(request.action().name().toLowerCase(Locale.ROOT)).append('\n');
    text.append(request.key().app()).append('\n');
    text.append(request.key().name()).append('\n');
    for (String field : fields) {
      text.append(field).append('\n');
    }
    return text.toString();
  }

  @Override
  public Optional<AccessDecision> recheck(AccessRequest request, AccessDecision decision) {
    Map<String, HmacSecret> keys = rules.keys();
    return keys.containsKey(AccessMethod.idOf(decision.credential()))
        ? Optional.empty()
        : Optional.of(
            AccessDecision.refused(
                AccessRefusal.REVOKED, "The key that signed this URL is not in use any more."));
  }
}
