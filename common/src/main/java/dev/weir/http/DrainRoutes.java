package dev.weir.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;

/** {@code /api/v1/drain}: this node, not the cluster. */
final class DrainRoutes {
  static final String PATH = "/api/v1/drain";

  private static final int MAX_SECONDS = 3_600;

  private final DrainControl drain;
  private final ApiGate gate;

  DrainRoutes(DrainControl drain, ApiGate gate) {
    this.drain = drain;
    this.gate = gate;
  }

  void addTo(Router router) {
    NodeRoutes.get(router, PATH, context -> tell(context, 200));
    router.route(PATH).method(HttpMethod.POST).handler(this::begin);
  }

  private void begin(RoutingContext context) {
    if (!gate.admits(context, ApiScope.OPERATE)) {
      return;
    }
    HttpServerRequest request = context.request();
    if (Replies.hasBody(request)) {
      Replies.error(request, 413, "no request body is taken here");
    } else {
      begin(context, request.getParam("deadline"), request.getParam("stay", "false"));
    }
  }

  private void begin(RoutingContext context, String seconds, String stay) {
    if (!stay.equals("true") && !stay.equals("false")) {
      Replies.error(context.request(), 400, "stay: must be true or false");
      return;
    }
    try {
      int deadline = seconds == null ? 0 : Integer.parseInt(seconds);
      if (deadline < 0 || deadline > MAX_SECONDS) {
        throw new NumberFormatException(seconds);
      }
      drain.begin(
          seconds == null ? Optional.empty() : Optional.of(Duration.ofSeconds(deadline)),
          stay.equals("true"));
      tell(context, 202);
    } catch (NumberFormatException e) {
      String message = "deadline: must be a whole number of seconds from 0 to " + MAX_SECONDS;
      Replies.error(context.request(), 400, message);
    }
  }

  private void tell(RoutingContext context, int status) {
    JsonObject body =
        drain
            .state()
            .map(DrainState::toJson)
            .orElseGet(() -> new JsonObject().put("draining", false));
    Replies.json(context.response(), status, body);
  }
}
