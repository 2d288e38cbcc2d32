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

/** Ends a claim if it is still the given origin's of the given epoch. */
final class HazelcastRelease
    implements EntryProcessor<String, String, Boolean>, IdentifiedDataSerializable {
  private String originId;
  private long epoch;

  HazelcastRelease() {}

  HazelcastRelease(StreamRecord record) {
    this.originId = record.originId();
    this.epoch = record.epoch();
  }

  @Override
  public Boolean process(Map.Entry<String, String> entry) {
    Optional<StreamRecord> mine =
        StreamRecord.parse(entry.getValue())
            .filter(held -> held.originId().equals(originId) && held.epoch() == epoch);
    mine.ifPresent(
        held ->
            ((ExtendedMapEntry<String, String>) entry)
                .setValue(
                    StoredClaim.released(held), StreamRegistry.LEASE_SECONDS, TimeUnit.SECONDS));
    return mine.isPresent();
  }

  @Override
  public int getFactoryId() {
    return HazelcastTypes.FACTORY;
  }

  @Override
  public int getClassId() {
    return HazelcastTypes.RELEASE;
  }

  @Override
  public void writeData(ObjectDataOutput out) throws IOException {
    out.writeString(originId);
    out.writeLong(epoch);
  }

  @Override
  public void readData(ObjectDataInput in) throws IOException {
    originId = in.readString();
    epoch = in.readLong();
  }
}
