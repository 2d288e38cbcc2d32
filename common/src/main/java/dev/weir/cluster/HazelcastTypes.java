package dev.weir.cluster;

import com.hazelcast.nio.serialization.DataSerializableFactory;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;

/** The classes of ours that travel between members, by number. Numbers are never reused. */
final class HazelcastTypes implements DataSerializableFactory {
  static final int FACTORY = 1935;
  static final int CLAIM = 1;
  static final int RENEWAL = 2;
  static final int RELEASE = 3;
  static final int SWEEP = 4;
  static final int MERGE = 5;
  static final int PRESENCE = 6;

  @Override
  public IdentifiedDataSerializable create(int type) {
    return switch (type) {
      case CLAIM -> new HazelcastClaim();
      case RENEWAL -> new HazelcastRenewal();
      case RELEASE -> new HazelcastRelease();
      case SWEEP -> new HazelcastSweep();
      case MERGE -> new HazelcastClaimMerge();
      case PRESENCE -> new HazelcastPresence();
      default -> throw new IllegalArgumentException("unknown type " + type);
    };
  }
}
