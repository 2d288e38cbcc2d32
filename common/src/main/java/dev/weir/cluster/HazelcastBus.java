package dev.weir.cluster;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.multimap.MultiMap;
import com.hazelcast.partition.NoDataMemberInClusterException;
import io.vertx.core.Completable;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.core.spi.cluster.RegistrationUpdateEvent;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import io.vertx.spi.cluster.hazelcast.impl.HazelcastRegistrationInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * vertx-hazelcast, mended. What a cluster's halves and its dying members knew of the event bus does
 * not always outlast them: a subscription of a node that lives may be lost, and one of a run that
 * is dead come back with a merge, and then questions go there for ever. This one writes its own
 * again when they are missing, and passes on only those of members.
 *
 * <p>It is mended for lite members, too. When the last origin goes, the original tries to write
 * this node's event bus address and subscriptions anew, finds nobody to hold them, and never tries
 * again: the node is off the event bus for good, though Hazelcast itself recovers. This one keeps
 * the news for when an origin is back, and looks from time to time whether its address is still
 * known.
 */
final class HazelcastBus extends HazelcastClusterManager {
  private static final Logger LOG = LoggerFactory.getLogger(HazelcastBus.class);

  /** vertx-hazelcast's own. */
  private static final String SUBSCRIPTIONS = "__vertx.subs";

  private static final long RETRY_MILLIS = 250;

  private final List<MembershipEvent> kept = new ArrayList<>();

  /** What this node has told the others that it hears. */
  private final Map<String, Set<RegistrationInfo>> own = new ConcurrentHashMap<>();

  /** What Vert.x has asked for since it was made to forget, and goes by until it hears news. */
  private final Set<String> asked = ConcurrentHashMap.newKeySet();

  private volatile RegistrationListener listener;

  /** A merge, or a loss, found no origin to write to, or nothing to write yet. */
  private boolean mergeKept;

  HazelcastBus(HazelcastInstance hazelcast) {
    super(hazelcast);
  }

  @Override
  public void registrationListener(RegistrationListener told) {
    listener = told;
    super.registrationListener(
        new RegistrationListener() {
          @Override
          public void registrationsUpdated(RegistrationUpdateEvent event) {
            List<RegistrationInfo> living = ofMembers(event.registrations());
            told.registrationsUpdated(new RegistrationUpdateEvent(event.address(), living));
          }

          @Override
          public void registrationsLost() {
            told.registrationsLost();
          }

          @Override
          public boolean wantsUpdatesFor(String address) {
            return told.wantsUpdatesFor(address);
          }
        });
  }

  @Override
  public void getRegistrations(String address, Completable<List<RegistrationInfo>> answer) {
    asked.add(address);
    super.getRegistrations(
        address,
        (found, failure) -> answer.complete(found == null ? null : ofMembers(found), failure));
  }

  private List<RegistrationInfo> ofMembers(List<RegistrationInfo> found) {
    Set<String> members = Set.copyOf(getNodes());
    return found.stream().filter(info -> members.contains(info.nodeId())).toList();
  }

  /**
   * The first thing that a node writes. Between its joining and this the last origin may go, and
   * the original gives up, which ends the start of a node that can wait like those that run.
   */
  @Override
  public void setNodeInfo(NodeInfo info, Completable<Void> done) {
    super.setNodeInfo(
        info,
        (v, failure) -> {
          if (isActive() && lacksOrigin(failure)) {
            CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS)
                .execute(() -> setNodeInfo(info, done));
          } else {
            done.complete(v, failure);
          }
        });
  }

  private static boolean lacksOrigin(Throwable failure) {
    return failure instanceof NoDataMemberInClusterException
        || (failure != null && lacksOrigin(failure.getCause()));
  }

  @Override
  public void addRegistration(String address, RegistrationInfo info, Completable<Void> done) {
    if (!info.localOnly()) {
      own.computeIfAbsent(address, k -> ConcurrentHashMap.newKeySet()).add(info);
    }
    super.addRegistration(address, info, done);
  }

  @Override
  public void removeRegistration(String address, RegistrationInfo info, Completable<Void> done) {
    own.computeIfPresent(
        address,
        (k, infos) -> {
          infos.remove(info);
          return infos.isEmpty() ? null : infos;
        });
    super.removeRegistration(address, info, done);
  }

  @Override
  public synchronized void memberRemoved(MembershipEvent event) {
    if (getNodeInfo() == null) {
      mergeKept = true;
    } else if (originIsHere()) {
      super.memberRemoved(event);
    } else {
      kept.add(event);
    }
    lookAnew();
  }

  @Override
  public synchronized void memberAdded(MembershipEvent event) {
    super.memberAdded(event);
    lookAnew();
    if (!originIsHere() || getNodeInfo() == null) {
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
   * Edges merge with edges, too, while no origin is there, and a node may merge before it has said
   * its first word. The original throws then, on the thread that tells everybody of the merge, and
   * those after it are not told.
   */
  @Override
  public synchronized void stateChanged(LifecycleEvent event) {
    if (event.getState() != LifecycleState.MERGED) {
      super.stateChanged(event);
      return;
    }
    mergeKept = true;
    if (!originIsHere() || getNodeInfo() == null) {
      return;
    }
    try {
      super.stateChanged(event);
      mergeKept = false;
      lookAnew();
    } catch (NoDataMemberInClusterException e) {
      LOG.debug("event=merge-kept: the last origin went meanwhile", e);
    }
  }

  /**
   * Puts this node back on the event bus if the others have lost its address or what it hears, and
   * looks at theirs anew. Blocks.
   */
  void check() {
    if (!isActive() || !originIsHere() || getNodeInfo() == null) {
      return;
    }
    if (mergeIsKept() || !addressIsKnown() || !isHeard()) {
      republish();
    }
    // News of them get lost as well; a look costs as much as the first question to each.
    lookAnew();
  }

  /**
   * Makes Vert.x look up what the others hear. It goes by what it found first until an event tells
   * it otherwise, pays no heed to {@link RegistrationListener#registrationsLost()}, and forgets
   * only what it is told that nobody hears.
   */
  private void lookAnew() {
    for (String address : asked) {
      asked.remove(address);
      listener.registrationsUpdated(new RegistrationUpdateEvent(address, List.of()));
    }
  }

  private boolean isHeard() {
    MultiMap<String, HazelcastRegistrationInfo> known =
        getHazelcastInstance().getMultiMap(SUBSCRIPTIONS);
    return own.entrySet().stream()
        .allMatch(
            entry -> {
              Collection<HazelcastRegistrationInfo> there = known.get(entry.getKey());
              return entry.getValue().stream()
                  .allMatch(info -> there.contains(new HazelcastRegistrationInfo(info)));
            });
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
