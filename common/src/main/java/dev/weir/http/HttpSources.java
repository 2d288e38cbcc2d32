package dev.weir.http;

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
 * @param metricsPage Prometheus text format 0.0.4; called on a worker thread
 * @param access who may read the API
 * @param routes more routes, such as media; each is added before the first request. They take GET
 *     and HEAD without a body, like all others, and may override the security headers. They learn
 *     of a client's leaving from the response's close handler; the connection's belongs to the
 *     server, which counts connections with it
 */
public record HttpSources(
    NodeStatus status,
    ClusterQuestions questions,
    DrainControl drain,
    Supplier<String> metricsPage,
    ApiAccess access,
    List<Consumer<Router>> routes) {

  public HttpSources {
    Objects.requireNonNull(status);
    Objects.requireNonNull(questions);
    Objects.requireNonNull(drain);
    Objects.requireNonNull(metricsPage);
    Objects.requireNonNull(access);
    routes = List.copyOf(routes);
  }
}
