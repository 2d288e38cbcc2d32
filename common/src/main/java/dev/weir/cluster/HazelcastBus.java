package dev.weir.cluster;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.partition.NoDataMemberInClusterException;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * vertx-hazelcast, mended for lite members. When the last origin goes, the original tries to write
 * this node's event bus address and subscriptions anew, finds nobody to hold them, and never tries
 * again: the node is off the event bus for good, though Hazelcast itself recovers. This one keeps
 * the news for when an origin is back, and looks from time to time whether its address is still
 * known.
 */
final class HazelcastBus extends HazelcastClusterManager {
  private static final Logger LOG = LoggerFactory.getLogger(HazelcastBus.class);

  private final List<MembershipEvent> kept = new ArrayList<>();

  /** A merge found no origin to write to. */
  private boolean mergeKept;

  HazelcastBus(HazelcastInstance hazelcast) {
    super(hazelcast);
  }

  @Override
  public synchronized void memberRemoved(MembershipEvent event) {
    if (originIsHere()) {
      super.memberRemoved(event);
    } else {
      kept.add(event);
    }
  }

  @Override
  public synchronized void memberAdded(MembershipEvent event) {
    super.memberAdded(event);
    if (!originIsHere()) {
      return;
    }
    if (mergeKept) {
      republish();
    }
    if (kept.isEmpty()) {
      return;
    }
    // A member that was only out of reach is back under its name; what it wrote must stay.
    List<String> here = getNodes();
    kept.removeIf(gone -> here.contains(gone.getMember().getAttribute(HazelcastConfiguration.RUN)));
    if (kept.isEmpty()) {
      republish();
    }
    for (MembershipEvent gone : kept) {
      super.memberRemoved(gone);
    }
    kept.clear();
  }

  /**
   * Edges merge with edges, too, while no origin is there. The original throws then, on the thread
   * that tells everybody of the merge, and those after it are not told.
   */
  @Override
  public synchronized void stateChanged(LifecycleEvent event) {
    if (event.getState() != LifecycleState.MERGED) {
      super.stateChanged(event);
      return;
    }
    mergeKept = true;
    if (!originIsHere()) {
      return;
    }
    try {
      super.stateChanged(event);
      mergeKept = false;
    } catch (NoDataMemberInClusterException e) {
      LOG.debug("event=merge-kept: the last origin went meanwhile", e);
    }
  }

  /** Puts this node back on the event bus if the others have lost its address. Blocks. */
  void check() {
    if (isActive() && originIsHere() && (mergeIsKept() || !addressIsKnown())) {
      republish();
    }
  }

  private synchronized boolean mergeIsKept() {
    return mergeKept;
  }

  private boolean addressIsKnown() {
    return getHazelcastInstance().getMap(HazelcastConfiguration.BUS_NODES).containsKey(getNodeId());
  }

  private synchronized void republish() {
    // After a merge the original writes its address and subscriptions again, unconditionally.
    stateChanged(new LifecycleEvent(LifecycleState.MERGED));
  }

  private boolean originIsHere() {
    return getHazelcastInstance().getCluster().getMembers().stream()
        .anyMatch(member -> !member.isLiteMember());
  }
}
