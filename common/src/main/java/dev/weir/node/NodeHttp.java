package dev.weir.node;

import dev.weir.access.gate.TokenGuard;
import dev.weir.cluster.ClusterNode;
import dev.weir.cluster.NodeDirectory;
import dev.weir.cluster.NodeInfo;
import dev.weir.http.ApiSettings;
import dev.weir.http.ClusterQuestions;
import dev.weir.http.DrainControl;
import dev.weir.http.HttpPages;
import dev.weir.http.HttpSettings;
import dev.weir.http.HttpSources;
import dev.weir.http.NodeHttpServer;
import dev.weir.metrics.MetricsBootstrap;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;

/** What a node answers over HTTP: on one port, or with the API on another one. */
final class NodeHttp {
  private final Vertx vertx;
  private final ApiSettings api;
  private final HttpSources sources;
  private NodeHttpServer main;
  private NodeHttpServer own;

  private NodeHttp(Vertx vertx, ApiSettings api, HttpSources sources) {
    this.vertx = vertx;
    this.api = api;
    this.sources = sources;
  }

  /**
   * Begins to answer other nodes' questions and, with a port for it, everybody's.
   *
   * @param http empty for no port but the API's, if that has one
   * @param guard against those who guess tokens
   */
  static Future<NodeHttp> start(
      Optional<HttpSettings> http,
      ApiSettings api,
      TokenGuard guard,
      NodeView view,
      ClusterNode cluster,
      DrainControl drain,
      MetricsBootstrap metrics) {
    Vertx vertx = cluster.vertx();
    NodeDirectory directory = cluster.directory();
    return ClusterQuestions.start(
            vertx,
            view,
            view,
            () -> directory.nodes().map(all -> all.stream().map(NodeInfo::id).toList()))
        .compose(
            questions -> {
              HttpSources sources =
                  new HttpSources(
                      view,
                      questions,
                      drain,
                      cluster.keys(),
                      metrics::scrape,
                      api.metricsOpen(),
                      api.access(),
                      guard,
                      metrics.metrics()::apiRefused,
                      List.of());
              NodeHttp started = new NodeHttp(vertx, api, sources);
              return started
                  .listen(http)
                  .map(started)
                  .recover(e -> started.close().transform(v -> Future.failedFuture(e)));
            });
  }

  /** Of the HTTP port; 0 for none. */
  int port() {
    return main == null ? 0 : main.port();
  }

  /** Of the API; 0 for none. */
  int apiPort() {
    return own == null ? port() : own.port();
  }

  Future<Void> close() {
    return closed(main).eventually(() -> closed(own)).eventually(() -> sources.questions().close());
  }

  private Future<Void> listen(Optional<HttpSettings> http) {
    HttpPages pages = api.own().isPresent() ? HttpPages.WITHOUT_API : HttpPages.ALL;
    return server(http, pages)
        .compose(
            server -> {
              main = server;
              return server(api.own(), HttpPages.API_ONLY);
            })
        .onSuccess(server -> own = server)
        .mapEmpty();
  }

  private Future<NodeHttpServer> server(Optional<HttpSettings> at, HttpPages pages) {
    return at.map(settings -> NodeHttpServer.start(vertx, settings, sources, pages))
        .orElseGet(() -> Future.succeededFuture(null));
  }

  private static Future<Void> closed(NodeHttpServer server) {
    return server == null ? Future.succeededFuture() : server.close();
  }
}
