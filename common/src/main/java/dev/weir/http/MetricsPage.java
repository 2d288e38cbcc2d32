package dev.weir.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Prometheus page. Reading every meter takes milliseconds, which an event loop that carries
 * media does not have, so it happens on a worker; requests that come meanwhile share its result.
 */
final class MetricsPage {
  private static final Logger LOG = LoggerFactory.getLogger(MetricsPage.class);
  private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";
  private static final long DEADLINE_SECONDS = 10;

  private final Vertx vertx;
  private final Supplier<String> source;
  private Future<String> running;

  MetricsPage(Vertx vertx, Supplier<String> source) {
    this.vertx = vertx;
    this.source = source;
  }

  void handle(RoutingContext context) {
    page()
        .timeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .onSuccess(text -> context.response().putHeader(HttpHeaders.CONTENT_TYPE, TYPE).end(text))
        .onFailure(
            failure -> {
              LOG.warn("metrics page failed", failure);
              Replies.error(context.request(), 503, "metrics cannot be read now");
            });
  }

  private synchronized Future<String> page() {
    if (running == null || running.isComplete()) {
      running = vertx.executeBlocking(source::get, false);
    }
    return running;
  }
}
