package dev.weir.node;

import dev.weir.access.AccessDecision;
import dev.weir.access.AccessPolicy;
import dev.weir.access.Admission;
import dev.weir.egress.RtmpPlayer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Ends the roles of a connection whose permission has run out or was taken back. */
final class AccessSweep {
  private final AccessPolicy policy;

  AccessSweep(AccessPolicy policy) {
    this.policy = policy;
  }

  /** Those that have to go are out of the map when they do. */
  void publishers(Map<Integer, PublisherSeat> publishers) {
    for (Map.Entry<Integer, PublisherSeat> one : List.copyOf(publishers.entrySet())) {
      PublisherSeat seat = one.getValue();
      refusal(seat.admission())
          .ifPresent(
              why -> {
                publishers.remove(one.getKey());
                seat.expel(why.reason());
              });
    }
  }

  void players(Map<Integer, RtmpPlayer> players) {
    for (RtmpPlayer player : List.copyOf(players.values())) {
      refusal(player.admission()).ifPresent(why -> player.expel(why.reason()));
    }
  }

  private Optional<AccessDecision> refusal(Optional<Admission> admission) {
    return admission.flatMap(admitted -> admitted.check(policy));
  }
}
