package dev.weir.http;

import dev.weir.access.gate.TokenGuard;
import dev.weir.cluster.StreamKeyStore;
import dev.weir.metrics.ApiRefusal;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Where the server's answers come from.
 *
 * @param status this node
 * @param questions the cluster; not closed by the server
 * @param drain of this node
 * @param keys the cluster's stream keys
 * @param metricsPage Prometheus text format 0.0.4; called on a worker thread
 * @param metricsOpen whether everybody may read them; otherwise those who may read the API
 * @param access who may use the API
 * @param guard against those who guess tokens; one for all servers of the node
 * @param refused hears of each request that it did not let through
 * @param routes more routes, such as media; each is added before the first request. They take GET
 *     and HEAD without a body, like all others, and may override the security headers. They learn
 *     of a client's leaving from the response's close handler; the connection's belongs to the
 *     server, which counts connections with it
 */
public record HttpSources(
    NodeStatus status,
    ClusterQuestions questions,
    DrainControl drain,
    StreamKeyStore keys,
    Supplier<String> metricsPage,
    boolean metricsOpen,
    ApiAccess access,
    TokenGuard guard,
    Consumer<ApiRefusal> refused,
    List<Consumer<Router>> routes) {

  public HttpSources {
    Objects.requireNonNull(status);
    Objects.requireNonNull(questions);
    Objects.requireNonNull(drain);
    Objects.requireNonNull(keys);
    Objects.requireNonNull(metricsPage);
    Objects.requireNonNull(access);
    Objects.requireNonNull(guard);
    Objects.requireNonNull(refused);
    routes = List.copyOf(routes);
  }
}
