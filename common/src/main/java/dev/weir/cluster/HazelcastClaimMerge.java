package dev.weir.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import com.hazelcast.spi.merge.MergingValue;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import java.util.Optional;

/**
 * Of two claims to a stream that a healing cluster finds, keeps the one that stands by {@link
 * ClaimRule}. Public, with a public constructor, because Hazelcast makes it by name.
 */
public final class HazelcastClaimMerge
    implements SplitBrainMergePolicy<String, MergingValue<String>, String>,
        IdentifiedDataSerializable {

  /** Made by Hazelcast. */
  public HazelcastClaimMerge() {}

  @Override
  public String merge(MergingValue<String> merging, MergingValue<String> existing) {
    String theirs = merging.getDeserializedValue();
    return existing == null ? theirs : keep(theirs, existing.getDeserializedValue());
  }

  /**
   * Of a claim and the trace of one that was given up, the later stands, and of the same epoch the
   * trace. What cannot be read cannot be ranked; then what is there stays there.
   */
  static String keep(String merging, String existing) {
    if (existing == null) {
      return merging;
    }
    Optional<StreamRecord> a = StreamRecord.parse(merging);
    Optional<StreamRecord> b = StreamRecord.parse(existing);
    if (a.isPresent() && b.isPresent()) {
      return a.get().outranks(b.get()) ? merging : existing;
    }
    Optional<Long> ours = epoch(a, merging);
    Optional<Long> theirs = epoch(b, existing);
    if (ours.isEmpty() || theirs.isEmpty()) {
      return existing;
    }
    int order = ours.get().compareTo(theirs.get());
    return order > 0 || (order == 0 && b.isPresent()) ? merging : existing;
  }

  private static Optional<Long> epoch(Optional<StreamRecord> claim, String text) {
    return claim.map(StreamRecord::epoch).or(() -> StoredClaim.releasedEpoch(text));
  }

  @Override
  public int getFactoryId() {
    return HazelcastTypes.FACTORY;
  }

  @Override
  public int getClassId() {
    return HazelcastTypes.MERGE;
  }

  @Override
  public void writeData(ObjectDataOutput out) {
    // It has no state.
  }

  @Override
  public void readData(ObjectDataInput in) {
    // It has no state.
  }
}
