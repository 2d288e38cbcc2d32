package dev.weir.node;

import dev.weir.access.AccessPolicy;
import dev.weir.egress.PlayDesk;
import dev.weir.metrics.NodeMetrics;
import java.util.function.BooleanSupplier;

/**
 * What all client connections of a node stand on.
 *
 * @param publishDesk takes publishers
 * @param playDesk takes players
 * @param policy who may do what
 * @param metrics what happened
 * @param sessions the connections there are
 * @param draining whether the node is on its way out
 * @param limit how fast publishers may send
 * @param trust which peers are nodes
 * @param log of who comes and goes
 */
record ClientGround(
    PublishDesk publishDesk,
    PlayDesk playDesk,
    AccessPolicy policy,
    NodeMetrics metrics,
    SessionTable sessions,
    BooleanSupplier draining,
    IngestLimit limit,
    NodeTrust trust,
    SessionLog log) {}
