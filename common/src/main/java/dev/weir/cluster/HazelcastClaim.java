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
 * A claim, where the entry lives: read, decide and write in one step. Answers {@link #WON} or
 * {@link #LOST} followed by the stored text that stands. Hazelcast repeats an operation whose
 * answer may have been lost with a member, and then uses the answer of either run: the second
 * changes nothing, or the claimer would hold an epoch that no longer stands.
 */
final class HazelcastClaim
    implements EntryProcessor<String, String, String>, IdentifiedDataSerializable {
  static final char WON = '+';
  static final char LOST = '-';

  private String claim;

  HazelcastClaim() {}

  /**
   * @param claim with the proposed epoch
   */
  HazelcastClaim(StoredClaim claim) {
    this.claim = claim.toJson();
  }

  @Override
  public String process(Map.Entry<String, String> entry) {
    StoredClaim mine = StoredClaim.parse(claim).orElseThrow();
    String held = entry.getValue();
    if (held == null) {
      return take(entry, mine, 0);
    }
    Optional<StreamRecord> holder = StreamRecord.parse(held);
    if (StoredClaim.parse(held).filter(mine::isSameAttempt).isPresent()) {
      return WON + held;
    }
    if (holder.isPresent()) {
      return ClaimRule.mayTake(mine.record(), holder.get())
          ? take(entry, mine, holder.get().epoch())
          : LOST + held;
    }
    // What is neither a claim nor the trace of one is a newer release's; if its owner is dead it
    // goes by itself.
    return StoredClaim.releasedEpoch(held)
        .map(ended -> take(entry, mine, ended))
        .orElse(LOST + held);
  }

  private static String take(Map.Entry<String, String> entry, StoredClaim mine, long previous) {
    long epoch = ClaimRule.nextEpoch(previous, mine.record().epoch());
    String text = new StoredClaim(mine.record().withEpoch(epoch), mine.member()).toJson();
    ((ExtendedMapEntry<String, String>) entry)
        .setValue(text, StreamRegistry.LEASE_SECONDS, TimeUnit.SECONDS);
    return WON + text;
  }

  @Override
  public int getFactoryId() {
    return HazelcastTypes.FACTORY;
  }

  @Override
  public int getClassId() {
    return HazelcastTypes.CLAIM;
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
