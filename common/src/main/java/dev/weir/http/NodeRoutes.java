package dev.weir.http;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The table of routes, and the answers that need nobody else: health and fixed pages. */
final class NodeRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(NodeRoutes.class);

  private static final Map<Integer, String> ERRORS =
      Map.of(
          400, "bad request",
          401, "unauthorized",
          403, "forbidden",
          404, "not found",
          405, "method not allowed",
          413, "no request body is taken here",
          429, "too many requests",
          500, "internal error",
          503, "unavailable");

  private NodeRoutes() {}

  static Router router(Vertx vertx, HttpSources sources, HttpPages pages) {
    Router router = Router.router(vertx);
    ERRORS.forEach((status, message) -> router.errorHandler(status, errors(status, message)));
    router.route().handler(NodeRoutes::refuseBody);

    get(router, "/health/live", NodeRoutes::live);
    get(router, "/health/ready", context -> ready(context, sources.status()));
    ApiGate gate = new ApiGate(sources.access(), sources.guard(), sources.refused());
    if (pages.hasRest()) {
      MetricsPage metrics = new MetricsPage(vertx, sources.metricsPage());
      get(router, "/metrics", sources.metricsOpen() ? metrics::handle : guarded(gate, metrics));
    }
    if (pages.hasApi()) {
      new ApiRoutes(vertx, sources, gate).addTo(router);
      get(router, "/openapi.yaml", page("openapi.yaml", "application/yaml"));
      get(router, "/", page("index.html", "text/html; charset=utf-8"));
    }
    if (pages.hasRest()) {
      sources.routes().forEach(routes -> routes.accept(router));
    }
    return router;
  }

  private static Handler<RoutingContext> guarded(ApiGate gate, MetricsPage page) {
    return context -> {
      if (gate.admits(context, ApiScope.READ)) {
        page.handle(context);
      }
    };
  }

  static void get(Router router, String path, Handler<RoutingContext> handler) {
    router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(handler);
  }

  /** Other methods are left to the 404 and 405 answers, which say more. */
  private static void refuseBody(RoutingContext context) {
    HttpMethod method = context.request().method();
    boolean reading = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    if (reading && Replies.hasBody(context.request())) {
      Replies.error(context.request(), 413, ERRORS.get(413));
    } else {
      context.next();
    }
  }

  private static Handler<RoutingContext> errors(int status, String message) {
    return context -> {
      if (status == 500) {
        LOG.error("http request failed path={}", context.normalizedPath(), context.failure());
      }
      if (status == 405 && !context.response().headWritten()) {
        context.response().putHeader(HttpHeaders.ALLOW, allowed(context.normalizedPath()));
      }
      Replies.error(context.request(), status, message);
    };
  }

  private static String allowed(String path) {
    if (path.startsWith(KeyRoutes.PATH + "/")) {
      return "GET, HEAD, DELETE";
    }
    boolean posts = path.equals(DrainRoutes.PATH) || path.equals(KeyRoutes.PATH);
    return posts ? "GET, HEAD, POST" : "GET, HEAD";
  }

  /** That this runs at all is the answer: an event loop took the request. */
  private static void live(RoutingContext context) {
    Replies.json(context.response(), 200, new JsonObject().put("status", "live"));
  }

  private static void ready(RoutingContext context, NodeStatus status) {
    Readiness readiness = Readiness.of(status);
    if (readiness.ready()) {
      JsonObject body = new JsonObject().put("status", "ready").put("checks", readiness.checks());
      Replies.json(context.response(), 200, body);
    } else {
      JsonObject body =
          Replies.error("not ready")
              .put("failing", readiness.failing())
              .put("checks", readiness.checks());
      Replies.json(context.response(), 503, body);
    }
  }

  /** Read once, when the routes are made. */
  private static Handler<RoutingContext> page(String name, String type) {
    Buffer body = resource(name);
    return context -> context.response().putHeader(HttpHeaders.CONTENT_TYPE, type).end(body.copy());
  }

  private static Buffer resource(String name) {
    try (InputStream in = NodeRoutes.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not in the jar");
      }
      return Buffer.buffer(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
