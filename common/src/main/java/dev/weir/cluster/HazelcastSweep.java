package dev.weir.cluster;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import java.util.Map;

/**
 * Removes an entry, of either map, if a given run of a node wrote it. Every origin that is left
 * sends one when a member dies; the first to come does the work.
 */
final class HazelcastSweep
    implements EntryProcessor<String, String, Void>, IdentifiedDataSerializable {
  private String run;

  HazelcastSweep() {}

  HazelcastSweep(String run) {
    this.run = run;
  }

  @Override
  public Void process(Map.Entry<String, String> entry) {
    if (JsonFields.parse(entry.getValue(), 1, in -> in.text("member"))
        .filter(run::equals)
        .isPresent()) {
      entry.setValue(null);
    }
    return null;
  }

  @Override
  public int getFactoryId() {
    return HazelcastTypes.FACTORY;
  }

  @Override
  public int getClassId() {
    return HazelcastTypes.SWEEP;
  }

  @Override
  public void writeData(ObjectDataOutput out) throws IOException {
    out.writeString(run);
  }

  @Override
  public void readData(ObjectDataInput in) throws IOException {
    run = in.readString();
  }
}
