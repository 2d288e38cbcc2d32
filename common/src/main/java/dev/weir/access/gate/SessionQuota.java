package dev.weir.access.gate;

import dev.weir.access.AccessDecision;
import dev.weir.access.AccessMethod;
import dev.weir.access.AccessRefusal;
import dev.weir.access.AccessRequest;
import dev.weir.access.Tally;
import dev.weir.stream.StreamKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** How many publish and play now, by stream and by credential. For any thread. */
final class SessionQuota {
  private final GateLimits limits;
  private final Tally<StreamKey> viewersOfStream = new Tally<>();
  private final Tally<String> viewersOfKey = new Tally<>();

  /**
   * The streams that a credential publishes, and by how many connections each: an encoder that
   * takes its own stream over takes no second place.
   */
  private final Map<String, Map<StreamKey, Integer>> publishing = new ConcurrentHashMap<>();

  SessionQuota(GateLimits limits) {
    this.limits = limits;
  }

  /** Takes a place for what was allowed; the refusal if there is none. */
  Optional<AccessDecision> enter(AccessRequest request, AccessDecision decision) {
    StreamKey stream = decision.streamOf(request);
    String holder = holder(decision);
    if (request.action() == AccessRequest.Action.PUBLISH) {
      int limit = chosen(decision.limits().publishers(), limits.publishersPerKey());
      return holder.isEmpty() || publish(holder, stream, limit)
          ? Optional.empty()
          : full("This stream key already publishes as many streams as it may.");
    }
    if (!viewersOfStream.enter(stream, limits.viewersPerStream())) {
      return full("This stream has as many viewers as it may have.");
    }
    int limit = chosen(decision.limits().viewers(), limits.viewersPerKey());
    if (!holder.isEmpty() && !viewersOfKey.enter(holder, limit)) {
      viewersOfStream.leave(stream);
      return full("This credential is in use by as many viewers as it allows.");
    }
    return Optional.empty();
  }

  /** Gives the place back. */
  void leave(AccessRequest request, AccessDecision decision) {
    StreamKey stream = decision.streamOf(request);
    String holder = holder(decision);
    if (request.action() == AccessRequest.Action.PLAY) {
      viewersOfStream.leave(stream);
      if (!holder.isEmpty()) {
        viewersOfKey.leave(holder);
      }
    } else if (!holder.isEmpty()) {
      publishing.computeIfPresent(
          holder,
          (same, streams) -> {
            streams.computeIfPresent(stream, (key, count) -> count == 1 ? null : count - 1);
            return streams.isEmpty() ? null : streams;
          });
    }
  }

  /** Places that are taken, for tests: nothing may be left when everybody is gone. */
  int taken() {
    return viewersOfStream.kinds() + viewersOfKey.kinds() + publishing.size();
  }

  private boolean publish(String holder, StreamKey stream, int limit) {
    boolean[] entered = {true};
    publishing.compute(
        holder,
        (same, known) -> {
          Map<StreamKey, Integer> streams = known == null ? new HashMap<>() : known;
          entered[0] = limit == 0 || streams.containsKey(stream) || streams.size() < limit;
          if (entered[0]) {
            streams.merge(stream, 1, Integer::sum);
          }
          return streams.isEmpty() ? null : streams;
        });
    return entered[0];
  }

  /**
   * Whose place it is: a stream key's or that of whom a webhook named; with tokens and signed URLs
   * their subject's or their own, since the credential names what they were signed with. Whoever
   * showed nothing is nobody in particular.
   */
  private static String holder(AccessDecision decision) {
    if (!decision.hasCredential()) {
      return "";
    }
    boolean signed =
        AccessMethod.ofCredential(decision.credential())
            .filter(method -> method == AccessMethod.JWT || method == AccessMethod.SIGNED)
            .isPresent();
    return signed ? decision.identity() : decision.credential();
  }

  /** A credential's own limit counts before that of all. */
  private static int chosen(int own, int general) {
    return own > 0 ? own : general;
  }

  private static Optional<AccessDecision> full(String reason) {
    return Optional.of(AccessDecision.refused(AccessRefusal.LIMIT, reason));
  }
}
