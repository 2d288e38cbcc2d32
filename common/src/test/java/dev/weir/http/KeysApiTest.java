package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.StreamKeyRecord;
import dev.weir.access.StreamKeySecret;
import dev.weir.cluster.ClusterUnavailableException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(VertxExtension.class)
class KeysApiTest {
  private static final String PATH = "/api/v1/keys";
  private static final String[] ADMIN = {"Authorization", "Bearer admin"};
  private static final ApiAccess ACCESS =
      ApiAccess.tokens(
          Map.of(ApiScope.ADMIN, List.of("admin"), ApiScope.OPERATE, List.of("operator")));

  private final FakeNode node = new FakeNode("origin-a", "origin");
  private ServedNode served;

  @BeforeEach
  void serve(Vertx vertx) throws Exception {
    served = ServedNode.start(vertx, node, () -> Future.succeededFuture(List.of()), ACCESS);
  }

  @Test
  void aKeyIsMadeShownOnceListedAndRevoked() throws Exception {
    JsonObject asked =
        new JsonObject()
            .put("owner", "somebody")
            .put("names", new JsonArray().add("live/show").add("live/team-*"))
            .put("until", "2030-12-31T23:59:59Z")
            .put("priority", 200)
            .put("viewers", 50)
            .put("bitsPerSecond", 8_000_000);

    HttpResponse<String> made = post(asked.encode());

    assertThat(made.statusCode()).isEqualTo(201);
    String secret = new JsonObject(made.body()).getString("secret");
    JsonObject row = new JsonObject(made.body()).getJsonObject("key");
    assertThat(secret).matches("sk_live_[a-z2-7]{32}");
    StreamKeyRecord record = node.keys.byHash(StreamKeySecret.hash(secret)).orElseThrow();
    assertThat(record.id()).isEqualTo(row.getString("id"));
    assertThat(record.adobeVerifier())
        .isEqualTo(StreamKeySecret.adobeVerifier(record.id(), record.adobeSalt(), secret));
    assertThat(row)
        .isEqualTo(asked.copy().put("id", record.id()).put("publishers", 0).put("revoked", false));

    HttpResponse<String> list = served.get(PATH, ADMIN);
    assertThat(new JsonObject(list.body()))
        .isEqualTo(new JsonObject().put("keys", new JsonArray().add(row)).put("total", 1));
    assertThat(list.body())
        .doesNotContain(secret)
        .doesNotContain(record.hash())
        .doesNotContain(record.adobeVerifier());
    assertThat(list.headers().firstValue("cache-control")).contains("no-store");

    HttpResponse<String> revoked = delete(record.id());
    assertThat(revoked.statusCode()).isEqualTo(200);
    assertThat(new JsonObject(revoked.body()).getJsonObject("key").getBoolean("revoked")).isTrue();
    assertThat(node.keys.byId(record.id()).orElseThrow().revoked()).isTrue();
    assertThat(delete("nothing").statusCode()).isEqualTo(404);
    assertThat(delete("no%20id").statusCode()).isEqualTo(404);
  }

  @Test
  void onlyAnAdministratorHasToDoWithKeys() throws Exception {
    for (String method : List.of("GET", "HEAD", "POST", "DELETE")) {
      for (String path : List.of(PATH, PATH + "/ab12")) {
        assertThat(
                served
                    .send(method, path, BodyPublishers.noBody(), "Authorization", "Bearer operator")
                    .statusCode())
            .as(method + path)
            .isEqualTo(403);
      }
    }
    assertThat(served.get(PATH).statusCode()).isEqualTo(401);
    assertThat(node.keys.all()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {} | names: must be a list such as ["live/show"]
          {"names":[]} | names: must be a list such as ["live/show"]
          {"names":["a b"]} | names are 1 to 64 patterns such as live/show
          {"names":["x"],"until":"tomorrow"} | until: must be a time such as 2030-12-31T23:59:59Z
          {"names":["x"],"priority":1001} | priority: must be a whole number from 0 to 1000
          {"names":["x"],"viewers":-1} | viewers: must be a whole number from 0 to 2147483647
          {"names":["x"],"viewers":1.5} | viewers: must be a whole number from 0 to 2147483647
          {"names":["x"],"owner":7} | owner: must be a text of at most 128
          [1] | the body is no JSON object
          nonsense | the body is no JSON object
          """)
  void aWrongRequestIsToldWhatIsWrong(String body, String reason) throws Exception {
    HttpResponse<String> answer = post(body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(new JsonObject(answer.body()).getString("error")).isEqualTo(reason);
    assertThat(node.keys.all()).isEmpty();
  }

  @Test
  void anUnknownFieldAndALargeBodyAreRefused() throws Exception {
    assertThat(post("{\"names\":[\"x\"],\"secret\":\"mine\"}").body())
        .contains("a key has no field of that name")
        .doesNotContain("mine");
    assertThat(post("{\"names\":" + "[".repeat(8_000)).statusCode()).isEqualTo(400);
    assertThat(post("{\"owner\":\"" + "x".repeat(9_000) + "\"}").statusCode()).isEqualTo(413);
  }

  @Test
  void aClusterThatCannotBeAskedIsSaidSo() throws Exception {
    node.keys.failure = new ClusterUnavailableException("inner words", null);

    HttpResponse<String> answer = post("{\"names\":[\"x\"]}");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).isEqualTo("{\"error\":\"the cluster cannot be asked now\"}");
  }

  private HttpResponse<String> post(String body) throws Exception {
    return served.send("POST", PATH, BodyPublishers.ofString(body), ADMIN);
  }

  private HttpResponse<String> delete(String id) throws Exception {
    return served.send("DELETE", PATH + "/" + id, BodyPublishers.noBody(), ADMIN);
  }
}
