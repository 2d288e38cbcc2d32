package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.gate.GateLimits;
import dev.weir.access.gate.TokenGuard;
import dev.weir.metrics.ApiRefusal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(VertxExtension.class)
class ApiAccessTest {
  private static final ApiAccess ACCESS =
      ApiAccess.tokens(
          Map.of(
              ApiScope.READ, List.of("reads"),
              ApiScope.OPERATE, List.of("operates"),
              ApiScope.ADMIN, List.of("old-admin", "new-admin")));

  private final FakeNode node = new FakeNode("origin-a", "origin");
  private FakeNode other;
  private ServedNode served;

  @BeforeEach
  void serve(Vertx vertx) throws Exception {
    served = ServedNode.start(vertx, node, () -> Future.succeededFuture(List.of()), ACCESS);
  }

  @ParameterizedTest
  @CsvSource({
    "reads, READ",
    "operates, OPERATE",
    "old-admin, ADMIN",
    "new-admin, ADMIN",
    "Reads,",
    "read,",
    "reads2,",
    "'',",
    ","
  })
  void aTokenHasItsScopeAndEverythingElseNone(String token, ApiScope scope) {
    assertThat(ACCESS.scope(token)).isEqualTo(Optional.ofNullable(scope));
  }

  @Test
  void aTokenThatIsSetTwiceMayDoTheMost() {
    ApiAccess twice =
        ApiAccess.tokens(Map.of(ApiScope.READ, List.of("same"), ApiScope.OPERATE, List.of("same")));

    assertThat(twice.scope("same")).contains(ApiScope.OPERATE);
  }

  @Test
  void nothingSetLetsNobodyIn() {
    assertThat(ApiAccess.tokens(Map.of()).scope("")).isEmpty();
    assertThat(ApiAccess.tokens(Map.of()).scope(null)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/v1/streams, Bearer reads, 200,",
    "GET, /api/v1/streams, bearer new-admin, 200,",
    "GET, /api/v1/streams,, 401, NO_TOKEN",
    "GET, /api/v1/streams, Basic reads, 401, NO_TOKEN",
    "GET, /api/v1/streams, Bearer, 401, NO_TOKEN",
    "GET, /api/v1/streams, Bearer guess, 401, WRONG_TOKEN",
    "GET, /api/v1/nothing,, 401, NO_TOKEN",
    "GET, /api/v1/nodes,, 401, NO_TOKEN",
    "GET, /api/v1/sessions,, 401, NO_TOKEN",
    "GET, /api/v1/streams/live/demo,, 401, NO_TOKEN",
    "GET, /api/v1/drain,, 401, NO_TOKEN",
    "POST, /api/v1/drain,, 401, NO_TOKEN",
    "POST, /api/v1/drain, Bearer reads, 403, SCOPE",
    "POST, /api/v1/drain, Bearer operates, 202,",
    "GET, //api/v1/streams,, 401, NO_TOKEN",
    "GET, /x/../api/v1/streams,, 401, NO_TOKEN",
    "GET, /%61pi/v1/streams,, 401, NO_TOKEN",
    "GET, /health/live,, 200,",
    "GET, /metrics,, 200,"
  })
  void whatNeedsATokenSaysSoAndIsCounted(
      String method, String path, String header, int status, ApiRefusal refusal) throws Exception {
    HttpResponse<String> answer =
        header == null
            ? served.send(method, path, BodyPublishers.noBody())
            : served.send(method, path, BodyPublishers.noBody(), "Authorization", header);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(node.refusals).isEqualTo(refusal == null ? List.of() : List.of(refusal));
    assertThat(answer.headers().firstValue("www-authenticate").isPresent())
        .isEqualTo(status == 401);
  }

  @Test
  void aPageOfAnotherSiteIsRefusedWhateverItBrings() throws Exception {
    HttpResponse<String> answer =
        served.get(
            "/api/v1/streams", "Authorization", "Bearer reads", "Origin", "http://evil.example");

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(node.refusals).containsExactly(ApiRefusal.FOREIGN_PAGE);
  }

  @Test
  void whoGuessedTooOftenIsNotLookedAtAndWhoWasRightBeforeIs(Vertx vertx) throws Exception {
    TokenGuard guard = new TokenGuard(new GateLimits(3, Duration.ofMinutes(5), 0, 0, 0), () -> {});
    ServedNode guarded = start(vertx, HttpPages.ALL, guard);
    assertThat(status(guarded, "reads")).isEqualTo(200);
    for (int i = 0; i < 3; i++) {
      assertThat(status(guarded, "guess" + i)).isEqualTo(401);
    }

    HttpResponse<String> late = guarded.get("/api/v1/streams", "Authorization", "Bearer operates");
    assertThat(late.statusCode()).isEqualTo(429);
    assertThat(late.headers().firstValue("retry-after")).isPresent();
    assertThat(late.body()).contains("too many wrong tokens from this address");
    assertThat(other.refusals).endsWith(ApiRefusal.TOO_MANY_ATTEMPTS);
    assertThat(status(guarded, "reads")).isEqualTo(200);
    assertThat(guarded.get("/api/v1/streams").statusCode()).as("no token").isEqualTo(401);
    assertThat(guarded.get("/health/live").statusCode()).isEqualTo(200);
  }

  private static int status(ServedNode node, String token) throws Exception {
    return node.get("/api/v1/streams", "Authorization", "Bearer " + token).statusCode();
  }

  @Test
  void metricsCanWantATokenToo(Vertx vertx) throws Exception {
    ServedNode closed = start(vertx, HttpPages.ALL);

    assertThat(closed.get("/metrics").statusCode()).isEqualTo(401);
    assertThat(closed.get("/metrics", "Authorization", "Bearer reads").body()).isEqualTo("page");
  }

  @Test
  void theApiCanBeOnAPortOfItsOwn(Vertx vertx) throws Exception {
    ServedNode media = start(vertx, HttpPages.WITHOUT_API);
    ServedNode api = start(vertx, HttpPages.API_ONLY);
    String[] token = {"Authorization", "Bearer new-admin"};

    for (String path : List.of("/api/v1/streams", "/openapi.yaml", "/")) {
      assertThat(media.get(path, token).statusCode()).as(path).isEqualTo(404);
      assertThat(api.get(path, token).statusCode()).as(path).isEqualTo(200);
    }
    assertThat(media.get("/metrics", token).statusCode()).isEqualTo(200);
    assertThat(api.get("/metrics", token).statusCode()).isEqualTo(404);
    assertThat(media.get("/health/live").statusCode()).isEqualTo(200);
    assertThat(api.get("/health/live").statusCode()).isEqualTo(200);
  }

  private ServedNode start(Vertx vertx, HttpPages pages) throws Exception {
    return start(vertx, pages, TokenGuard.none());
  }

  private ServedNode start(Vertx vertx, HttpPages pages, TokenGuard guard) throws Exception {
    other = new FakeNode("origin-" + pages, "origin");
    ClusterQuestions questions =
        FakeNode.await(
            ClusterQuestions.start(vertx, other, other, () -> Future.succeededFuture(List.of())));
    HttpSources sources =
        new HttpSources(
            other,
            questions,
            other,
            other.keys,
            () -> "page",
            false,
            ACCESS,
            guard,
            other.refusals::add,
            List.of());
    return ServedNode.start(vertx, HttpSettings.at("127.0.0.1", 0), sources, pages);
  }
}
