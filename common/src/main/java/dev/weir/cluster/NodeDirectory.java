package dev.weir.cluster;

import io.vertx.core.Future;
import java.util.List;

/**
 * The nodes of the cluster as they describe themselves. Threads, deadline and failures are as in
 * {@link StreamRegistry}.
 */
public interface NodeDirectory {
  /**
   * Publishes this node, or changes what it says. Once is enough: the directory repeats the last
   * announcement every 5 s, against a lease of 15 s, until the node leaves; also when this first
   * call failed.
   *
   * @return fails with {@link IllegalArgumentException} when the id or role is not this node's
   */
  Future<Void> announce(NodeInfo me);

  /**
   * The nodes known now, ordered by id, at most 10,000. A node that died is gone within about a
   * second.
   */
  Future<List<NodeInfo>> nodes();
}
