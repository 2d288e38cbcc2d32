package dev.weir.http;

import dev.weir.http.Question.About;
import dev.weir.stream.StreamKey;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** {@code /api/v1}: questions to the cluster, as JSON. {@code openapi.yaml} describes it. */
final class ApiRoutes {
  private static final String API = "/api/v1/";
  private static final String STREAMS = API + "streams/";
  private static final int LIMIT_DEFAULT = 1_000;

  /** An answer ready to be sent; made on a worker, since it may be megabytes. */
  private record Body(int status, Buffer json) {}

  private final Vertx vertx;
  private final ClusterQuestions questions;
  private final ApiGate gate;
  private final DrainRoutes drain;
  private final KeyRoutes keys;

  ApiRoutes(Vertx vertx, HttpSources sources, ApiGate gate) {
    this.vertx = vertx;
    this.questions = sources.questions();
    this.gate = gate;
    this.drain = new DrainRoutes(sources.drain(), gate);
    this.keys = new KeyRoutes(vertx, sources.keys(), gate);
  }

  void addTo(Router router) {
    router.route("/api/*").handler(this::guard);
    NodeRoutes.get(router, API + "streams", context -> list(context, About.STREAMS));
    NodeRoutes.get(router, API + "sessions", context -> list(context, About.SESSIONS));
    NodeRoutes.get(router, API + "nodes", context -> list(context, About.NODES));
    NodeRoutes.get(router, STREAMS + "*", this::stream);
    drain.addTo(router);
    keys.addTo(router);
  }

  private void guard(RoutingContext context) {
    if (gate.admits(context, ApiScope.READ)) {
      context.next();
    }
  }

  private void list(RoutingContext context, About about) {
    OptionalInt limit = limit(context);
    if (limit.isEmpty()) {
      String message = "limit: must be a whole number from 1 to " + Question.LIMIT_MAX;
      Replies.error(context.request(), 400, message);
      return;
    }
    Question question = Question.all(about, limit.getAsInt());
    ask(context, question, answers -> new Body(200, answers.page().toBuffer()));
  }

  private static OptionalInt limit(RoutingContext context) {
    String text = context.queryParams().get("limit");
    if (text == null) {
      return OptionalInt.of(LIMIT_DEFAULT);
    }
    try {
      int limit = Integer.parseInt(text);
      return limit >= 1 && limit <= Question.LIMIT_MAX
          ? OptionalInt.of(limit)
          : OptionalInt.empty();
    } catch (NumberFormatException e) {
      return OptionalInt.empty();
    }
  }

  private void stream(RoutingContext context) {
    // The characters of a key are never escaped, so the path needs no decoding.
    Optional<StreamKey> key = StreamKey.parse(context.normalizedPath().substring(STREAMS.length()));
    if (key.isEmpty()) {
      Replies.error(context.request(), 404, "no such stream");
      return;
    }
    ask(context, Question.stream(key.get().toString()), ApiRoutes::one);
  }

  private static Body one(Answers answers) {
    JsonArray missing = new JsonArray(answers.missing());
    return StreamMerge.merge(answers.answers()).stream()
        .findFirst()
        .map(row -> new JsonObject().put("stream", row).put("missing", missing))
        .map(body -> new Body(200, body.toBuffer()))
        .orElseGet(
            () ->
                new Body(404, Replies.error("no such stream").put("missing", missing).toBuffer()));
  }

  private void ask(RoutingContext context, Question question, Function<Answers, Body> answer) {
    questions
        .ask(question)
        .compose(answers -> vertx.executeBlocking(() -> answer.apply(answers), false))
        .onSuccess(body -> send(context, body))
        .onFailure(failure -> failed(context, failure));
  }

  private static void send(RoutingContext context, Body body) {
    context
        .response()
        .setStatusCode(body.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, Replies.JSON)
        .end(body.json());
  }

  private static void failed(RoutingContext context, Throwable failure) {
    if (failure instanceof ClusterQuestions.BusyException) {
      context.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
      Replies.error(context.request(), 503, failure.getMessage());
    } else {
      context.fail(500, failure);
    }
  }
}
