package dev.weir.http;

import dev.weir.tls.TlsContexts;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.ext.web.Router;
import java.util.LinkedHashSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.X509KeyManager;

/**
 * The node's HTTP server: {@code /health/*}, {@code /metrics}, {@code /api/v1/*}, {@code
 * /openapi.yaml}, {@code /}, and the routes it is handed. HTTP/1.1, GET and HEAD without a body;
 * errors are {@code {"error": "..."}}.
 */
public final class NodeHttpServer {
  private final HttpServer server;

  private NodeHttpServer(HttpServer server) {
    this.server = server;
  }

  /**
   * Listens with those pages, on the event loop of the calling context, or on one that Vert.x
   * picks.
   *
   * @return fails with {@link HttpStartException} when it cannot listen
   */
  public static Future<NodeHttpServer> start(
      Vertx vertx, HttpSettings settings, HttpSources sources, HttpPages pages) {
    Router router = NodeRoutes.router(vertx, sources, pages);
    HttpServer server =
        vertx
            .createHttpServer(options(settings))
            .connectionHandler(connectionLimit(settings.connections()))
            .invalidRequestHandler(NodeHttpServer::refuse)
            .requestHandler(
                request -> {
                  Replies.strictHeaders(request.response());
                  router.handle(request);
                });
    return server
        .listen()
        .map(NodeHttpServer::new)
        .recover(cause -> Future.failedFuture(HttpStartException.of(settings, cause)));
  }

  /** The port it listens on. */
  public int port() {
    return server.actualPort();
  }

  /** Closes the port and all connections. */
  public Future<Void> close() {
    return server.close();
  }

  private static HttpServerOptions options(HttpSettings settings) {
    HttpServerOptions options = new HttpServerOptions();
    options.setHost(settings.host()).setPort(settings.port());
    options.setIdleTimeout(settings.idleSeconds()).setIdleTimeoutUnit(TimeUnit.SECONDS);
    settings.certificates().ifPresent(keys -> encrypt(options, keys));
    return options
        .setMaxInitialLineLength(settings.requestLineBytes())
        .setMaxHeaderSize(settings.headerBytes())
        // A second protocol is a second attack surface.
        .setHttp2ClearTextEnabled(false);
  }

  private static void encrypt(HttpServerOptions options, X509KeyManager keys) {
    // The keys follow their files by themselves.
    options.setSsl(true).setKeyCertOptions(KeyCertOptions.wrap(keys)).setUseAlpn(false);
    options.setEnabledSecureTransportProtocols(new LinkedHashSet<>(TlsContexts.PROTOCOLS));
    TlsContexts.CIPHERS.forEach(options::addEnabledCipherSuite);
  }

  private static Handler<HttpConnection> connectionLimit(int limit) {
    AtomicInteger open = new AtomicInteger();
    return connection -> {
      connection.closeHandler(closed -> open.decrementAndGet());
      if (open.incrementAndGet() > limit) {
        connection.close();
      }
    };
  }

  private static void refuse(HttpServerRequest request) {
    Replies.strictHeaders(request.response());
    Throwable cause = request.decoderResult().cause();
    if (cause instanceof TooLongHttpLineException) {
      Replies.closing(request, 414, "request line too long");
    } else if (cause instanceof TooLongHttpHeaderException) {
      Replies.closing(request, 431, "header fields too large");
    } else {
      Replies.closing(request, 400, "not an HTTP request");
    }
  }
}
