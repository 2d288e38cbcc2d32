package dev.weir.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.vertx.core.spi.cluster.ClusterManager;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node's tie to Hazelcast: the member, and everything of ours that hangs on it. */
final class HazelcastLink {
  private static final Logger LOG = LoggerFactory.getLogger(HazelcastLink.class);

  private final HazelcastInstance hazelcast;
  private final HazelcastCalls calls;
  private final HazelcastNodeDirectory directory;
  private final HazelcastStreamRegistry registry;
  private final HazelcastStreamKeys keys;
  private final HazelcastMembers members;
  private final HazelcastBus bus;
  private final String nodeId;
  private final String run;

  private HazelcastLink(ClusterSettings settings, String run, HazelcastInstance hazelcast) {
    this.hazelcast = hazelcast;
    this.nodeId = settings.nodeId();
    this.run = run;
    IMap<String, String> streams = hazelcast.getMap(HazelcastConfiguration.STREAMS);
    IMap<String, String> nodes = hazelcast.getMap(HazelcastConfiguration.NODES);
    calls = new HazelcastCalls(nodeId);
    directory = new HazelcastNodeDirectory(nodes, calls, nodeId, settings.role(), run);
    HazelcastStreamEvents events = new HazelcastStreamEvents(streams);
    HazelcastSettling settling =
        new HazelcastSettling(new HazelcastRollCall(hazelcast, run)::allKnowMe);
    registry =
        new HazelcastStreamRegistry(streams, calls, events, settling, directory::announced, run);
    members = new HazelcastMembers(hazelcast, events, settling, directory, nodeId);
    bus = new HazelcastBus(hazelcast);
    IMap<String, String> keyMap = hazelcast.getMap(HazelcastConfiguration.KEYS);
    keys =
        new HazelcastStreamKeys(keyMap, calls, settings.keysFile().map(StreamKeyFile::new), nodeId);
    keys.start();
    events.start();
    members.start(bus::check);
  }

  /**
   * Joins the cluster. Blocks, up to the settings' join timeout.
   *
   * @param address the IP address to bind
   */
  static HazelcastLink join(ClusterSettings settings, String address) {
    String run = UUID.randomUUID().toString();
    HazelcastInstance hazelcast = new HazelcastJoin(settings, address, run).join();
    try {
      return new HazelcastLink(settings, run, hazelcast);
    } catch (RuntimeException e) {
      hazelcast.getLifecycleService().terminate();
      throw e;
    }
  }

  HazelcastInstance hazelcast() {
    return hazelcast;
  }

  StreamRegistry registry() {
    return registry;
  }

  NodeDirectory directory() {
    return directory;
  }

  StreamKeyStore keys() {
    return keys;
  }

  ClusterManager bus() {
    return bus;
  }

  /** Takes the entries of this node away and leaves. Blocks for seconds if peers do not answer. */
  void close() {
    members.close();
    keys.close();
    try {
      calls
          .blocking(
              () -> {
                boolean edge = hazelcast.getCluster().getLocalMember().isLiteMember();
                HazelcastMembers.sweep(hazelcast, nodeId, run, edge);
                return null;
              })
          .toCompletionStage()
          .toCompletableFuture()
          .get(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      // The others sweep when they see that this member is gone.
      LOG.debug("event=farewell-failed reason=\"{}\"", e.getMessage());
    }
    calls.close();
    // Bounded by hazelcast.graceful.shutdown.max.wait.
    hazelcast.getLifecycleService().shutdown();
  }

  /** Stops at once, as if the process had died. Blocks briefly. */
  void terminate() {
    members.close();
    keys.close();
    calls.close();
    hazelcast.getLifecycleService().terminate();
  }
}
