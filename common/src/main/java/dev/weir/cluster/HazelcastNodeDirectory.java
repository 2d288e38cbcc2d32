package dev.weir.cluster;

import com.hazelcast.map.IMap;
import io.vertx.core.Future;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The directory as a Hazelcast map from node id to JSON text. */
final class HazelcastNodeDirectory implements NodeDirectory {
  private final IMap<String, String> nodes;
  private final HazelcastCalls calls;
  private final String nodeId;
  private final NodeRole role;
  private final String run;
  private volatile NodeInfo announced;

  HazelcastNodeDirectory(
      IMap<String, String> nodes, HazelcastCalls calls, String nodeId, NodeRole role, String run) {
    this.nodes = nodes;
    this.calls = calls;
    this.nodeId = nodeId;
    this.role = role;
    this.run = run;
  }

  @Override
  public Future<Void> announce(NodeInfo me) {
    if (!me.id().equals(nodeId) || me.role() != role) {
      return Future.failedFuture(
          new IllegalArgumentException("a node announces itself and nobody else"));
    }
    announced = me;
    return write(me);
  }

  /** What this node last announced; null before that. */
  NodeInfo announced() {
    return announced;
  }

  /** Repeats the last announcement, so that its lease goes on; nothing before the first. */
  void repeat() {
    NodeInfo me = announced;
    if (me != null) {
      write(me);
    }
  }

  private Future<Void> write(NodeInfo me) {
    String text = me.json().put("member", run).encode();
    return calls.async(
        () ->
            nodes.setAsync(
                me.id(), text, HazelcastConfiguration.NODE_LEASE_SECONDS, TimeUnit.SECONDS));
  }

  @Override
  public Future<List<NodeInfo>> nodes() {
    return calls
        .blocking(() -> HazelcastPage.read(nodes, NodeInfo::parse))
        .map(found -> found.stream().sorted(Comparator.comparing(NodeInfo::id)).toList());
  }
}
