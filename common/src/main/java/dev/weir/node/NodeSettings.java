package dev.weir.node;

import dev.weir.access.AccessSource;
import dev.weir.access.NodeSecret;
import dev.weir.access.gate.GateLimits;
import dev.weir.cluster.ClusterSettings;
import dev.weir.egress.OverloadSettings;
import dev.weir.http.ApiSettings;
import dev.weir.http.HttpSettings;
import dev.weir.stream.PlayerLimits;
import dev.weir.stream.StreamSettings;
import dev.weir.transport.ListenerSettings;
import java.time.Duration;
import java.util.Optional;

/**
 * What a node is started with: each part's own record.
 *
 * @param version of the program
 * @param http empty for no HTTP server
 * @param secret what the nodes of the cluster know; empty when none is set
 * @param api for whom the HTTP API is, and where
 * @param queueBudgetBytes what all players together may leave unsent
 * @param hold how long a player waits for a stream that nobody publishes yet
 * @param recover how long players stay in a pulled stream that lost its owner
 * @param linger how long a pulled stream stays after its last player
 * @param ingest what publishers are granted
 * @param gate whom it lets in
 * @param overload how much it serves before it turns players away
 * @param drain how it leaves
 * @param access rules for who may do what; empty for none
 * @param tls what it encrypts with
 */
public record NodeSettings(
    String version,
    ClusterSettings cluster,
    ListenerSettings listener,
    Optional<HttpSettings> http,
    Optional<NodeSecret> secret,
    ApiSettings api,
    StreamSettings stream,
    PlayerLimits player,
    long queueBudgetBytes,
    Duration hold,
    Duration recover,
    Duration linger,
    IngestSettings ingest,
    GateLimits gate,
    OverloadSettings overload,
    DrainSettings drain,
    Optional<AccessSource> access,
    NodeTls tls) {}
