package dev.weir.http;

import dev.weir.access.StreamKeyRecord;
import dev.weir.cluster.ClusterUnavailableException;
import dev.weir.cluster.StreamKeyStore;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.security.SecureRandom;
import java.util.List;

/** {@code /api/v1/keys}: the stream keys of the cluster, for those who may do everything. */
final class KeyRoutes {
  static final String PATH = "/api/v1/keys";

  private static final int MAX_BODY_BYTES = 8_192;

  private final Vertx vertx;
  private final StreamKeyStore keys;
  private final ApiGate gate;
  private final SecureRandom random = new SecureRandom();

  KeyRoutes(Vertx vertx, StreamKeyStore keys, ApiGate gate) {
    this.vertx = vertx;
    this.keys = keys;
    this.gate = gate;
  }

  void addTo(Router router) {
    router.route(PATH).handler(this::guard);
    router.route(PATH + "/*").handler(this::guard);
    NodeRoutes.get(router, PATH, this::list);
    NodeRoutes.get(router, PATH + "/:id", this::one);
    // Nothing is read before it is known who sends it.
    router
        .route(PATH)
        .method(HttpMethod.POST)
        .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES))
        .handler(this::add);
    router.route(PATH + "/:id").method(HttpMethod.DELETE).handler(this::revoke);
  }

  private void guard(RoutingContext context) {
    if (gate.admits(context, ApiScope.ADMIN)) {
      context.next();
    }
  }

  private void list(RoutingContext context) {
    // Thousands of rows take longer than an event loop has.
    vertx
        .executeBlocking(() -> page(keys.all()), false)
        .onSuccess(page -> send(context, 200, page))
        .onFailure(e -> context.fail(500, e));
  }

  private static Buffer page(List<StreamKeyRecord> all) {
    JsonArray rows = new JsonArray();
    all.forEach(key -> rows.add(KeyJson.of(key)));
    return new JsonObject().put("keys", rows).put("total", all.size()).toBuffer();
  }

  private void one(RoutingContext context) {
    keys.byId(context.pathParam("id"))
        .ifPresentOrElse(
            key -> send(context, 200, row(key)),
            () -> Replies.error(context.request(), 404, "no such key"));
  }

  private static Buffer row(StreamKeyRecord key) {
    return new JsonObject().put("key", KeyJson.of(key)).toBuffer();
  }

  private void add(RoutingContext context) {
    KeyJson.NewKey made;
    try {
      Buffer body = context.body().buffer();
      made = KeyJson.newKey(new JsonObject(body == null ? Buffer.buffer("{}") : body), random);
    } catch (DecodeException e) {
      Replies.error(context.request(), 400, "the body is no JSON object");
      return;
    } catch (IllegalArgumentException e) {
      Replies.error(context.request(), 400, e.getMessage());
      return;
    }
    keys.add(made.record())
        .onSuccess(
            v ->
                send(
                    context,
                    201,
                    new JsonObject()
                        .put("key", KeyJson.of(made.record()))
                        .put("secret", made.secret())
                        .toBuffer()))
        .onFailure(e -> failed(context, e));
  }

  private void revoke(RoutingContext context) {
    String id = context.pathParam("id");
    if (Replies.hasBody(context.request())) {
      Replies.error(context.request(), 413, "no request body is taken here");
    } else if (!StreamKeyRecord.isId(id)) {
      Replies.error(context.request(), 404, "no such key");
    } else {
      keys.revoke(id)
          .onSuccess(
              found ->
                  found.ifPresentOrElse(
                      key -> send(context, 200, row(key)),
                      () -> Replies.error(context.request(), 404, "no such key")))
          .onFailure(e -> failed(context, e));
    }
  }

  private static void failed(RoutingContext context, Throwable failure) {
    if (failure instanceof IllegalStateException) {
      Replies.error(context.request(), 409, failure.getMessage());
    } else if (failure instanceof ClusterUnavailableException) {
      Replies.error(context.request(), 503, "the cluster cannot be asked now");
    } else {
      context.fail(500, failure);
    }
  }

  private static void send(RoutingContext context, int status, Buffer json) {
    context
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, Replies.JSON)
        .end(json);
  }
}
