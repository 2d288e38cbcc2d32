package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
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
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
class DrainApiTest {
  private static final String PATH = "/api/v1/drain";
  private static final JsonObject BEGUN =
      new JsonObject()
          .put("draining", true)
          .put("left", 3)
          .put("moved", 2)
          .put("closed", 1)
          .put("until", "1970-01-01T00:00:00Z");

  private final FakeNode node = new FakeNode("edge-a", "edge");
  private ServedNode served;

  @BeforeEach
  void serve(Vertx vertx) throws Exception {
    served = ServedNode.start(vertx, node, "edge-a");
  }

  @Test
  void aNodeThatDoesNotDrainSaysSo() throws Exception {
    assertThat(served.json(PATH)).isEqualTo(new JsonObject().put("draining", false));
  }

  @Test
  void postBeginsADrainAndGetTellsHowFarItIs() throws Exception {
    HttpResponse<String> begun = post(PATH);

    assertThat(begun.statusCode()).isEqualTo(202);
    assertThat(new JsonObject(begun.body())).isEqualTo(BEGUN);
    assertThat(served.json(PATH)).isEqualTo(BEGUN);
    assertThat(node.drains).containsExactly(Optional.empty());
  }

  @Test
  void theDeadlineIsInSeconds() throws Exception {
    assertThat(post(PATH + "?deadline=7").statusCode()).isEqualTo(202);

    assertThat(node.drains).containsExactly(Optional.of(Duration.ofSeconds(7)));
  }

  @Test
  void theProcessEndsUnlessItIsToStay() throws Exception {
    assertThat(post(PATH + "?deadline=7").statusCode()).isEqualTo(202);
    assertThat(post(PATH + "?stay=true").statusCode()).isEqualTo(202);
    assertThat(post(PATH + "?stay=false").statusCode()).isEqualTo(202);
    assertThat(node.stays).containsExactly(false, true, false);

    assertThat(post(PATH + "?stay=yes").statusCode()).isEqualTo(400);
    assertThat(node.stays).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "3601", "1s", "99999999999"})
  void anotherDeadlineIsRefusedWithItsName(String deadline) throws Exception {
    HttpResponse<String> response = post(PATH + "?deadline=" + deadline);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("deadline: ");
    assertThat(node.drains).isEmpty();
  }

  @Test
  void aPageOfAnotherSiteCannotBeginOne() throws Exception {
    assertThat(post(PATH, "Origin", "http://evil.example").statusCode()).isEqualTo(403);
    assertThat(post(PATH, "Origin", "null").statusCode()).isEqualTo(403);
    assertThat(node.drains).isEmpty();

    String own = "http://127.0.0.1:" + served.server().port();
    assertThat(post(PATH, "Origin", own).statusCode()).isEqualTo(202);
  }

  @Test
  void whoMayReadMayNotNecessarilyDrain(Vertx vertx) throws Exception {
    ApiAccess readOnly = ApiAccess.tokens(Map.of(ApiScope.READ, List.of("reader")));
    served =
        ServedNode.start(
            vertx,
            new FakeNode("edge-b", "edge"),
            () -> Future.succeededFuture(List.of()),
            readOnly);

    assertThat(post(PATH).statusCode()).isEqualTo(401);
    assertThat(post(PATH, "Authorization", "Bearer reader").statusCode()).isEqualTo(403);
    assertThat(served.get(PATH, "Authorization", "Bearer reader").statusCode()).isEqualTo(200);
  }

  @Test
  void aBodyIsRefusedAndOtherMethodsToo() throws Exception {
    assertThat(served.send("POST", PATH, BodyPublishers.ofString("{}")).statusCode())
        .isEqualTo(413);
    HttpResponse<String> deleted = served.send("DELETE", PATH, BodyPublishers.noBody());
    assertThat(deleted.statusCode()).isEqualTo(405);
    assertThat(deleted.headers().firstValue("allow")).contains("GET, HEAD, POST");
    assertThat(node.drains).isEmpty();
  }

  private HttpResponse<String> post(String path, String... headers) throws Exception {
    return served.send("POST", path, BodyPublishers.noBody(), headers);
  }
}
