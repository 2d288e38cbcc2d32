package dev.weir.cluster;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.ExtendedMapEntry;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The first half of a renewal: is the claim still the one that stands, and does it say what its
 * owner says now? An entry that does is left alone, because writing it would send an update to
 * every listener in the cluster, for every stream, every 5 s; the caller then moves its expiry,
 * which sends none.
 */
final class HazelcastRenewal
    implements EntryProcessor<String, String, Integer>, IdentifiedDataSerializable {
  /** Another claim stands. */
  static final int LOST = 0;

  /** It stands; its expiry is unchanged. */
  static final int HELD = 1;

  /** It was changed or put back, with a whole lease. */
  static final int WRITTEN = 2;

  private String claim;

  HazelcastRenewal() {}

  HazelcastRenewal(StoredClaim claim) {
    this.claim = claim.toJson();
  }

  @Override
  public Integer process(Map.Entry<String, String> entry) {
    String held = entry.getValue();
    if (held != null) {
      StreamRecord mine = StreamRecord.parse(claim).orElseThrow();
      Optional<StreamRecord> holder = StreamRecord.parse(held);
      if (holder.isPresent() && mine.equals(holder.get())) {
        return HELD;
      }
      boolean stands =
          holder.isPresent()
              ? mine.isSameClaim(holder.get()) || mine.outranks(holder.get())
              : StoredClaim.releasedEpoch(held).filter(ended -> ended < mine.epoch()).isPresent();
      if (!stands) {
        return LOST;
      }
    }
    ((ExtendedMapEntry<String, String>) entry)
        .setValue(claim, StreamRegistry.LEASE_SECONDS, TimeUnit.SECONDS);
    return WRITTEN;
  }

  @Override
  public int getFactoryId() {
    return HazelcastTypes.FACTORY;
  }

  @Override
  public int getClassId() {
    return HazelcastTypes.RENEWAL;
  }

  @Override
  public void writeData(ObjectDataOutput out) throws IOException {
    out.writeString(claim);
  }

  @Override
  public void readData(ObjectDataInput in) throws IOException {
    claim = in.readString();
  }
}
