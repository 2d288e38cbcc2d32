package dev.weir.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.ExecutorConfig;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.KubernetesConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.config.TcpIpConfig;

/** Hazelcast's configuration, all of it; no file on the class path has a say. */
final class HazelcastConfiguration {
  /** Map from stream key to {@link StoredClaim}. */
  static final String STREAMS = "weir.streams";

  /** Map from node id to {@link NodeInfo}. */
  static final String NODES = "weir.nodes";

  /** Map from a stream key's id to {@link StoredKey}. */
  static final String KEYS = "weir.keys";

  /** Executor of {@link HazelcastPresence}. */
  static final String PRESENCE_QUESTIONS = "weir.presence";

  private static final int PRESENCE_QUESTIONS_MAX = 64;

  /** vertx-hazelcast's map of event bus addresses, and where it keeps who listens to what. */
  static final String BUS_NODES = "__vertx.nodeInfo";

  private static final String BUS_SUBSCRIPTIONS = "__vertx.subs";

  /** Member attribute: the node's id, which survives restarts. */
  static final String NODE = "weir.node";

  /**
   * Member attribute: one run of a node; random. vertx-hazelcast wants it under this name. Unlike
   * Hazelcast's own member id it stays the same when a split cluster merges.
   */
  static final String RUN = "__vertx.nodeId";

  /** Seconds a node's entry in the directory stands without being repeated. */
  static final int NODE_LEASE_SECONDS = 15;

  private HazelcastConfiguration() {}

  /**
   * @param address the IP address that the settings' host stands for
   */
  static Config of(ClusterSettings settings, String address, String run) {
    Config config = new Config();
    config.setClusterName(settings.clusterName());
    config.setLiteMember(settings.role() == NodeRole.EDGE);
    config.getMemberAttributeConfig().setAttribute(NODE, settings.nodeId());
    config.getMemberAttributeConfig().setAttribute(RUN, run);
    network(config.getNetworkConfig(), settings);
    maps(config);
    config.addExecutorConfig(
        new ExecutorConfig(PRESENCE_QUESTIONS, 1)
            .setQueueCapacity(PRESENCE_QUESTIONS_MAX)
            .setStatisticsEnabled(false));
    config
        .getSerializationConfig()
        .addDataSerializableFactory(HazelcastTypes.FACTORY, new HazelcastTypes())
        // Only Hazelcast's own classes and the JDK's exceptions travel as Java objects.
        .setJavaSerializationFilterConfig(new JavaSerializationFilterConfig());
    config.getMetricsConfig().setEnabled(false); // collects every 5 s for a console nobody runs
    properties(config, settings, address);
    return config;
  }

  private static void network(NetworkConfig network, ClusterSettings settings) {
    // A node on another port than the one written down would never be found.
    network.setPort(settings.port()).setPortAutoIncrement(false);
    JoinConfig join = network.getJoin();
    // Whoever is on the same wire is not for that reason part of this cluster.
    join.getMulticastConfig().setEnabled(false);
    join.getAutoDetectionConfig().setEnabled(false);
    if (settings.byDns()) {
      Endpoint name = settings.dnsName();
      KubernetesConfig kubernetes = join.getKubernetesConfig().setEnabled(true);
      kubernetes.setProperty("service-dns", name.host());
      kubernetes.setProperty("service-port", Integer.toString(name.port()));
      kubernetes.setProperty("service-dns-timeout", "2");
    } else {
      TcpIpConfig tcp = join.getTcpIpConfig().setEnabled(true);
      tcp.setConnectionTimeoutSeconds(2); // an origin whose peers are down starts alone after this
      settings.peers().forEach(peer -> tcp.addMember(peer.toString()));
    }
  }

  private static void maps(Config config) {
    // One backup: what two lost origins take with them, the others' owners put back within 5 s.
    config.addMapConfig(
        new MapConfig(STREAMS)
            .setBackupCount(1)
            .setTimeToLiveSeconds(StreamRegistry.LEASE_SECONDS)
            .setStatisticsEnabled(false)
            .setMergePolicyConfig(new MergePolicyConfig(HazelcastClaimMerge.class.getName(), 100)));
    config.addMapConfig(
        new MapConfig(NODES)
            .setBackupCount(1)
            .setTimeToLiveSeconds(NODE_LEASE_SECONDS)
            .setStatisticsEnabled(false));
    // Few, and nobody can make them again: two copies beside the one, and each node's memory.
    config.addMapConfig(new MapConfig(KEYS).setBackupCount(2).setStatisticsEnabled(false));
    // What vertx-hazelcast's default-cluster.xml says, which a programmatic configuration replaces.
    config.addMapConfig(new MapConfig(BUS_NODES).setBackupCount(1));
    config.addMultiMapConfig(
        new MultiMapConfig(BUS_SUBSCRIPTIONS)
            .setBackupCount(1)
            .setValueCollectionType(MultiMapConfig.ValueCollectionType.SET));
  }

  private static void properties(Config config, ClusterSettings settings, String address) {
    // Usage reports to the vendor are nobody's business but the operator's.
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.logging.type", "slf4j");
    // Listen at the given address and nowhere else. (The "interfaces" setting would do it too, but
    // then members given by name are resolved only to addresses of this machine.)
    config.setProperty("hazelcast.local.localAddress", address);
    config.setProperty("hazelcast.socket.bind.any", "false");
    // A frozen member is out after 5 s instead of 60: until then it blocks what it holds. Below
    // that, long garbage collections would throw healthy origins out.
    config.setProperty("hazelcast.heartbeat.interval.seconds", "1");
    config.setProperty("hazelcast.max.no.heartbeat.seconds", "5");
    // The halves of a healed split look for each other every 3 s instead of every 120 s after 300:
    // one owner for each stream again within 10 s, and edges find origins that have restarted.
    config.setProperty("hazelcast.merge.first.run.delay.seconds", "3");
    config.setProperty("hazelcast.merge.next.run.delay.seconds", "3");
    // Edges left without origins may merge only once they agree on the (empty) partition table,
    // which the eldest sends round; every 15 s would be the longest part of finding origins again.
    config.setProperty("hazelcast.partition.table.send.interval", "2");
    // A member whose port refuses connections is dead, and out after four refusals: in 0.2 s
    // instead of 0.4. One that only cannot be reached does not refuse.
    config.setProperty("hazelcast.connection.monitor.interval", "40");
    // What was on its way to a dead member tries again as soon as that is out, not 0.5 s later:
    // publishers and players wait for it.
    config.setProperty("hazelcast.invocation.retry.pause.millis", "40");
    // An operation outlives a frozen member's removal, but not by the default 60 s.
    config.setProperty("hazelcast.operation.call.timeout.millis", "5000");
    // Our own close stops Hazelcast, after Vert.x, and has 10 s for both.
    config.setProperty("hazelcast.shutdownhook.enabled", "false");
    config.setProperty("hazelcast.graceful.shutdown.max.wait", "3");
    // Collect joiners that start together; never 0, which skips discovery on some versions.
    config.setProperty("hazelcast.wait.seconds.before.join", "1");
    long join = Math.max(1, settings.joinTimeout().toSeconds());
    config.setProperty("hazelcast.max.join.seconds", Long.toString(join));
    // Addresses that swallow packets (pods that are gone) must not hold up the search for others,
    // and those of nodes seen once need not be tried for four hours.
    config.setProperty("hazelcast.socket.connect.timeout.seconds", "2");
    config.setProperty(
        "hazelcast.tcp.join.previously.joined.member.address.retention.seconds", "300");
    // A few thousand small entries: 271 partitions only make scans and hand-overs longer. Must be
    // the same on all members.
    config.setProperty("hazelcast.partition.count", "31");
    // The defaults size themselves for a data grid; the cores are for media.
    config.setProperty("hazelcast.operation.thread.count", "2");
    config.setProperty("hazelcast.io.thread.count", "1");
    config.setProperty("hazelcast.health.monitoring.level", "OFF");
  }
}
