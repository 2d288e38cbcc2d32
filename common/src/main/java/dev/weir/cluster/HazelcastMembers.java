package dev.weir.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleListener;
import com.hazelcast.map.IMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node does when others come and go: the origins that are left remove what a dead one held,
 * and everybody looks again. One thread of its own, because the operations wait for members that
 * may be dying too, and Hazelcast's event threads are needed meanwhile.
 */
final class HazelcastMembers implements MembershipListener, LifecycleListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HazelcastMembers.class);
  private static final int RESYNC_SECONDS = 30;
  private static final int REPEAT_SECONDS = 5;
  private static final int SWEEP_ATTEMPTS = 3;

  private final HazelcastInstance hazelcast;
  private final HazelcastStreamEvents events;
  private final HazelcastSettling settling;
  private final HazelcastNodeDirectory directory;
  private final ScheduledThreadPoolExecutor thread;
  private volatile boolean closed;

  HazelcastMembers(
      HazelcastInstance hazelcast,
      HazelcastStreamEvents events,
      HazelcastSettling settling,
      HazelcastNodeDirectory directory,
      String nodeId) {
    this.hazelcast = hazelcast;
    this.events = events;
    this.settling = settling;
    this.directory = directory;
    this.thread =
        new ScheduledThreadPoolExecutor(
            1, task -> HazelcastThreads.daemon("weir-members-" + nodeId, task));
  }

  /**
   * Begins listening.
   *
   * @param busCheck run every 5 s; may block
   */
  void start(Runnable busCheck) {
    hazelcast.getCluster().addMembershipListener(this);
    hazelcast.getLifecycleService().addLifecycleListener(this);
    thread.scheduleWithFixedDelay(
        () -> guard(directory::repeat), REPEAT_SECONDS, REPEAT_SECONDS, TimeUnit.SECONDS);
    thread.scheduleWithFixedDelay(
        () -> guard(busCheck), REPEAT_SECONDS, REPEAT_SECONDS, TimeUnit.SECONDS);
    thread.scheduleWithFixedDelay(
        () -> guard(() -> events.resync(false)), RESYNC_SECONDS, RESYNC_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void memberRemoved(MembershipEvent event) {
    Member gone = event.getMember();
    LOG.info("event=member-left node={}", gone.getAttribute(HazelcastConfiguration.NODE));
    if (!gone.isLiteMember()) {
      settling.originLost();
    }
    later(
        () -> {
          if (!hazelcast.getCluster().getLocalMember().isLiteMember()) {
            sweep(gone);
          }
          // An edge holds neither entries nor streams: nothing can have changed with it.
          if (!gone.isLiteMember()) {
            events.resync(true);
          }
        });
  }

  @Override
  public void memberAdded(MembershipEvent event) {
    Member come = event.getMember();
    LOG.info("event=member-joined node={}", come.getAttribute(HazelcastConfiguration.NODE));
    if (!come.isLiteMember()) {
      // After the loss of all origins the map is new and what was known is not in it.
      later(() -> events.resync(false));
    }
  }

  @Override
  public void stateChanged(LifecycleEvent event) {
    if (event.getState() == LifecycleEvent.LifecycleState.MERGED) {
      settling.merged();
      later(
          () -> {
            directory.repeat();
            // The owners put back what the merge lost as soon as they are told to look.
            events.resync(true);
          });
    }
  }

  private void sweep(Member gone) {
    String run = gone.getAttribute(HazelcastConfiguration.RUN);
    String node = gone.getAttribute(HazelcastConfiguration.NODE);
    // A member that was given up and merged back has a new Hazelcast id, but is the same run.
    if (run == null || node == null || isHere(run)) {
      return;
    }
    for (int attempt = 1; attempt <= SWEEP_ATTEMPTS && !closed; attempt++) {
      try {
        sweep(hazelcast, node, run, gone.isLiteMember());
        LOG.info("event=member-swept node={}", node);
        return;
      } catch (RuntimeException e) {
        // Another member died under the operation. After the last attempt the leases do it.
        LOG.warn("event=member-sweep-failed node={} reason=\"{}\"", node, e.getMessage());
      }
    }
  }

  /** Removes what one run of a node wrote; an edge writes only itself. Blocks. */
  static void sweep(HazelcastInstance hazelcast, String node, String run, boolean edge) {
    if (!edge) {
      // First, because publishers and players wait for it.
      IMap<String, String> streams = hazelcast.getMap(HazelcastConfiguration.STREAMS);
      streams.executeOnEntries(new HazelcastSweep(run));
    }
    IMap<String, String> nodes = hazelcast.getMap(HazelcastConfiguration.NODES);
    nodes.executeOnKey(node, new HazelcastSweep(run));
  }

  private boolean isHere(String run) {
    return hazelcast.getCluster().getMembers().stream()
        .anyMatch(member -> run.equals(member.getAttribute(HazelcastConfiguration.RUN)));
  }

  private void later(Runnable task) {
    try {
      thread.execute(() -> guard(task));
    } catch (RejectedExecutionException closing) {
      LOG.debug("event=member-change-ignored reason=closing");
    }
  }

  /** A repeated task that throws once is never run again. */
  private void guard(Runnable task) {
    if (closed) {
      return;
    }
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.debug("event=member-task-failed reason=\"{}\"", e.getMessage());
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.shutdownNow();
  }
}
