package dev.weir.http;

import dev.weir.access.StreamKeySecret;
import dev.weir.access.gate.TokenGuard;
import dev.weir.metrics.ApiRefusal;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets through who may; everybody else gets an answer, is counted, and has a line in the log. */
final class ApiGate {
  private static final Logger LOG = LoggerFactory.getLogger(ApiGate.class);
  private static final String BEARER = "Bearer ";
  private static final int PATH_CHARS = 100;

  private static final String LATER_SECONDS = "60";

  private final ApiAccess access;
  private final TokenGuard guard;
  private final Consumer<ApiRefusal> refused;
  private final LogPace pace = new LogPace();

  ApiGate(ApiAccess access, TokenGuard guard, Consumer<ApiRefusal> refused) {
    this.access = access;
    this.guard = guard;
    this.refused = refused;
  }

  /** Whether this request may go on; otherwise it has been answered. */
  boolean admits(RoutingContext context, ApiScope wanted) {
    HttpServerRequest request = context.request();
    String bearer = bearer(request);
    Optional<TokenGuard.Attempt> attempt = attempt(request, bearer);
    if (attempt.isEmpty()) {
      refuse(context, ApiRefusal.TOO_MANY_ATTEMPTS);
      request.response().putHeader(HttpHeaders.RETRY_AFTER, LATER_SECONDS);
      Replies.error(request, 429, "too many wrong tokens from this address; try again later");
      return false;
    }
    Optional<ApiScope> scope = access.scope(bearer);
    attempt.get().ended(scope.isPresent());
    if (scope.isEmpty()) {
      refuse(context, bearer == null ? ApiRefusal.NO_TOKEN : ApiRefusal.WRONG_TOKEN);
      request.response().putHeader("WWW-Authenticate", "Bearer realm=\"weir\"");
      Replies.error(request, 401, "a valid bearer token is needed");
    } else if (!scope.get().covers(wanted)) {
      refuse(context, ApiRefusal.SCOPE);
      Replies.error(request, 403, "this needs a token of scope " + wanted.label());
    } else if (isForeign(request)) {
      refuse(context, ApiRefusal.FOREIGN_PAGE);
      Replies.error(request, 403, "not from a page of another site");
    } else {
      return true;
    }
    return false;
  }

  /** Who shows no token guesses none. */
  private Optional<TokenGuard.Attempt> attempt(HttpServerRequest request, String bearer) {
    if (bearer == null) {
      return Optional.of(right -> {});
    }
    SocketAddress peer = request.remoteAddress();
    return guard.attempt(peer == null ? "" : peer.hostAddress(), bearer);
  }

  private void refuse(RoutingContext context, ApiRefusal reason) {
    refused.accept(reason);
    if (pace.admits(System.nanoTime())) {
      LOG.atInfo()
          .addKeyValue("peer", context.request().remoteAddress())
          .addKeyValue("method", context.request().method())
          .addKeyValue("path", shown(context.request().path()))
          .addKeyValue("reason", reason)
          .log("api-refused");
    }
  }

  /** Somebody may ask for a stream by the secret that he publishes it with. */
  private static String shown(String path) {
    if (path == null || path.length() > PATH_CHARS) {
      return "(long)";
    }
    return StreamKeySecret.isSecretive(path) ? "(hidden)" : path;
  }

  /** The request's token, or null. */
  private static String bearer(HttpServerRequest request) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    boolean bearer = header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length());
    return bearer ? header.substring(BEARER.length()).strip() : null;
  }

  /**
   * A browser sends requests for any page whatever, with the operator's network behind it and maybe
   * an API that is open; but it names the page's origin where something may be changed.
   */
  private static boolean isForeign(HttpServerRequest request) {
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    return origin != null
        && !origin.equals("http://" + request.getHeader(HttpHeaders.HOST))
        && !origin.equals("https://" + request.getHeader(HttpHeaders.HOST));
  }
}
