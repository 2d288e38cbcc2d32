package dev.weir.cluster;

import io.vertx.core.json.JsonObject;
import java.util.Objects;
import java.util.Optional;

/**
 * A claim as it stands in the map: the record, and which run of the owner made it. A node that
 * restarts keeps its id; the clean-up after its previous run must not touch what the new run has
 * claimed meanwhile, and only this tells the two apart.
 *
 * @param record the claim
 * @param member the owner's run, see {@link HazelcastConfiguration#RUN}; empty when the writer did
 *     not say
 */
record StoredClaim(StreamRecord record, String member) {
  StoredClaim {
    Objects.requireNonNull(record);
    Objects.requireNonNull(member);
  }

  /** Reads a claim that stands; empty when it was given up, or cannot be read. */
  static Optional<StoredClaim> parse(String text) {
    return JsonFields.parse(
        text, 1, in -> new StoredClaim(StreamRecord.read(in), in.text("member", "")));
  }

  /**
   * Whether the other is what this became when it was won, whatever the owner has changed since.
   */
  boolean isSameAttempt(StoredClaim won) {
    return !member.isEmpty()
        && member.equals(won.member)
        && record.originId().equals(won.record.originId())
        && record.key().equals(won.record.key())
        && record.claimedAtMillis() == won.record.claimedAtMillis();
  }

  String toJson() {
    return record.json().put("member", member).encode();
  }

  /**
   * What stays, for a lease, where a claim was given up. The next claimer's clock may lag behind,
   * and a renewal may still be under way: neither may go back behind the epoch that has ended.
   */
  static String released(StreamRecord record) {
    return new JsonObject().put("v", 1).put("released", record.epoch()).encode();
  }

  /** The epoch that ended, when {@code text} says that a claim was given up. */
  static Optional<Long> releasedEpoch(String text) {
    return JsonFields.parse(text, 1, in -> in.integer("released", 0L, StreamRecord.MAX_EPOCH));
  }
}
