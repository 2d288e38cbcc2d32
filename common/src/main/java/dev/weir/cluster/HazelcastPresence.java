package dev.weir.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import java.util.concurrent.Callable;

/** A question to another member: is this run of a node one of its cluster? */
final class HazelcastPresence
    implements Callable<Boolean>, HazelcastInstanceAware, IdentifiedDataSerializable {
  private String run;
  private HazelcastInstance asked;

  HazelcastPresence() {}

  HazelcastPresence(String run) {
    this.run = run;
  }

  @Override
  public void setHazelcastInstance(HazelcastInstance hazelcast) {
    asked = hazelcast;
  }

  @Override
  public Boolean call() {
    return asked.getCluster().getMembers().stream()
        .anyMatch(member -> run.equals(member.getAttribute(HazelcastConfiguration.RUN)));
  }

  @Override
  public int getFactoryId() {
    return HazelcastTypes.FACTORY;
  }

  @Override
  public int getClassId() {
    return HazelcastTypes.PRESENCE;
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
