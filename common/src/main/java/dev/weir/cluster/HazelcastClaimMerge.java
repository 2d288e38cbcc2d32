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

  /** A record that cannot be read cannot be ranked; then what is there stays there. */
  static String keep(String merging, String existing) {
    if (existing == null) {
      return merging;
    }
    Optional<StreamRecord> a = StreamRecord.parse(merging);
    Optional<StreamRecord> b = StreamRecord.parse(existing);
    boolean replace =
        a.isPresent() && b.isPresent() && ClaimRule.RANK.compare(a.get(), b.get()) > 0;
    return replace ? merging : existing;
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
