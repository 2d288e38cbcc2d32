package dev.weir.http;

import io.vertx.core.http.HttpHeaders;
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
  private final ApiAccess access;

  DrainRoutes(DrainControl drain, ApiAccess access) {
    this.drain = drain;
    this.access = access;
  }

  void addTo(Router router) {
    NodeRoutes.get(router, PATH, context -> tell(context, 200));
    router.route(PATH).method(HttpMethod.POST).handler(this::begin);
  }

  private void begin(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (!access.mayOperate(ApiRoutes.bearer(request))) {
      Replies.error(request, 403, "not allowed to drain");
    } else if (isForeign(request)) {
      Replies.error(request, 403, "not from a page of another site");
    } else if (Replies.hasBody(request)) {
      Replies.error(request, 413, "no request body is taken here");
    } else {
      begin(context, request.getParam("deadline"));
    }
  }

  private void begin(RoutingContext context, String seconds) {
    try {
      int deadline = seconds == null ? 0 : Integer.parseInt(seconds);
      if (deadline < 0 || deadline > MAX_SECONDS) {
        throw new NumberFormatException(seconds);
      }
      drain.begin(seconds == null ? Optional.empty() : Optional.of(Duration.ofSeconds(deadline)));
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

  /**
   * A browser sends this request for any page whatever, with the operator's network behind it; but
   * it names the page's origin.
   */
  private static boolean isForeign(HttpServerRequest request) {
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    return origin != null
        && !origin.equals("http://" + request.getHeader(HttpHeaders.HOST))
        && !origin.equals("https://" + request.getHeader(HttpHeaders.HOST));
  }
}
