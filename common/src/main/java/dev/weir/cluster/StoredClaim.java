package dev.weir.cluster;

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

  static Optional<StoredClaim> parse(String text) {
    return JsonFields.parse(
        text, 1, in -> new StoredClaim(StreamRecord.read(in), in.text("member", "")));
  }

  String toJson() {
    return record.json().put("member", member).encode();
  }
}
