package dev.weir.http;

import static dev.weir.http.FakeNode.session;
import static dev.weir.http.FakeNode.stream;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class ClusterApiTest {
  @Test
  void aStreamIsOneRowWithThePlayersOfAllNodes(Vertx vertx) throws Exception {
    new FakeNode("origin-a", "origin")
        .streams(
            stream("live/demo", "origin-a", 7, 2)
                .put("video", new JsonObject().put("codec", "avc1").put("width", 1280)))
        .joined(vertx);
    new FakeNode("edge-2", "edge").streams(stream("live/demo", "origin-a", 7, 30)).joined(vertx);
    FakeNode asked =
        new FakeNode("edge-1", "edge")
            .streams(stream("live/demo", "origin-a", 7, 10).put("state", "waiting"));
    ServedNode served = ServedNode.start(vertx, asked, "origin-a", "edge-1", "edge-2");

    JsonObject page = served.json("/api/v1/streams");

    assertThat(page.getInteger("total")).isEqualTo(1);
    assertThat(page.getBoolean("exact")).isTrue();
    assertThat(page.getInteger("limit")).isEqualTo(1_000);
    assertThat(page.getJsonArray("missing")).isEmpty();
    JsonObject row = page.getJsonArray("streams").getJsonObject(0);
    assertThat(row.getInteger("players")).isEqualTo(42);
    assertThat(row.getString("state")).isEqualTo("live");
    assertThat(row.getJsonObject("video").getInteger("width")).isEqualTo(1280);
    assertThat(row.getJsonArray("nodes"))
        .isEqualTo(
            new JsonArray()
                .add(at("edge-1", "edge", 10))
                .add(at("edge-2", "edge", 30))
                .add(at("origin-a", "origin", 2)));
    assertThat(served.json("/api/v1/streams/live/demo"))
        .isEqualTo(new JsonObject().put("stream", row).put("missing", new JsonArray()));
  }

  @Test
  void aNodeThatDoesNotAnswerIsNamedAndTheOthersAreShown(Vertx vertx) throws Exception {
    vertx.eventBus().consumer("weir.control.frozen", message -> {});
    vertx.eventBus().consumer("weir.control.strange", message -> message.reply(new JsonArray()));
    vertx.eventBus().consumer("weir.control.newer", message -> message.fail(400, "what?"));
    FakeNode asked = new FakeNode("origin-a", "origin").streams(stream("a/b", "origin-a", 1, 1));
    ServedNode served =
        ServedNode.start(vertx, asked, "origin-a", "frozen", "gone", "strange", "newer");

    JsonObject page = served.json("/api/v1/streams");

    assertThat(page.getJsonArray("missing"))
        .isEqualTo(new JsonArray(List.of("frozen", "gone", "newer", "strange")));
    assertThat(page.getBoolean("exact")).isFalse();
    assertThat(page.getJsonArray("streams")).hasSize(1);
  }

  @Test
  void aNodeThatIsGoneCostsLittleTimeAndTheNextTimeLess(Vertx vertx) throws Exception {
    vertx.eventBus().consumer("weir.control.frozen", message -> {});
    FakeNode slow = new FakeNode("slow", "edge").joined(vertx);
    slow.streams = () -> later(vertx, 350);
    ServedNode served =
        ServedNode.start(vertx, new FakeNode("origin-a", "origin"), "frozen", "slow");
    assertThat(served.get("/health/live").statusCode()).isEqualTo(200);

    assertThat(millis(served, "frozen")).isBetween(450L, 1_000L);
    slow.streams = () -> later(vertx, 1);
    assertThat(millis(served, "frozen")).isLessThan(450);

    slow.streams = () -> later(vertx, 2_000);
    assertThat(millis(served, "frozen", "slow")).isBetween(450L, 1_000L);
    slow.streams = () -> later(vertx, 1);
    assertThat(millis(served, "frozen")).isLessThan(450);
    slow.streams = () -> later(vertx, 350);
    assertThat(millis(served, "frozen")).isBetween(350L, 1_000L);
  }

  private static Future<JsonArray> later(Vertx vertx, long millis) {
    return vertx.timer(millis, TimeUnit.MILLISECONDS).map(v -> new JsonArray());
  }

  private static long millis(ServedNode served, String... missing) throws Exception {
    long begun = System.nanoTime();
    assertThat(served.json("/api/v1/streams").getJsonArray("missing"))
        .isEqualTo(new JsonArray(List.of(missing)));
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
  }

  @Test
  void aNodeThatCannotTellWhatItHasIsMissingEvenWhenItIsTheAskedOne(Vertx vertx) throws Exception {
    FakeNode broken = new FakeNode("edge-1", "edge").joined(vertx);
    broken.sessions = () -> Future.failedFuture("broken");
    FakeNode asked = new FakeNode("origin-a", "origin");
    asked.sessions = () -> Promise.<JsonArray>promise().future();
    ServedNode served = ServedNode.start(vertx, asked, "origin-a", "edge-1");

    JsonObject page = served.json("/api/v1/sessions");

    assertThat(page.getJsonArray("missing"))
        .isEqualTo(new JsonArray(List.of("edge-1", "origin-a")));
    assertThat(page.getJsonArray("sessions")).isEmpty();
  }

  @Test
  void theLastKnownNodesAreAskedWhenTheClusterCannotSayWhoTheyAre(Vertx vertx) throws Exception {
    new FakeNode("edge-1", "edge").sessions(session("c-1", "player")).joined(vertx);
    AtomicReference<Future<List<String>>> ids =
        new AtomicReference<>(Future.succeededFuture(List.of("edge-1")));
    FakeNode asked = new FakeNode("origin-a", "origin").sessions(session("c-1", "publisher"));
    ServedNode served = ServedNode.start(vertx, asked, ids::get, ApiAccess.OPEN);
    assertThat(served.json("/api/v1/sessions").getBoolean("exact")).isTrue();

    ids.set(Future.failedFuture("registry is down"));
    JsonObject page = served.json("/api/v1/sessions");

    assertThat(page.getInteger("total")).isEqualTo(2);
    assertThat(page.getBoolean("exact")).isFalse();
  }

  @Test
  void whatTheListOfNodesTakesIsNotThereForTheirAnswers(Vertx vertx) throws Exception {
    FakeNode edge = new FakeNode("edge-1", "edge").joined(vertx);
    AtomicReference<Future<List<String>>> ids =
        new AtomicReference<>(Future.succeededFuture(List.of("edge-1")));
    FakeNode asked = new FakeNode("origin-a", "origin");
    ServedNode served = ServedNode.start(vertx, asked, ids::get, ApiAccess.OPEN);
    assertThat(served.json("/api/v1/streams").getBoolean("exact")).isTrue();

    ids.set(Promise.<List<String>>promise().future());
    edge.streams = () -> Promise.<JsonArray>promise().future();

    // One after the other they would take 800.
    assertThat(millis(served, "edge-1")).isBetween(550L, 790L);
  }

  @Test
  void sessionsTellTheirNode(Vertx vertx) throws Exception {
    new FakeNode("edge-1", "edge").sessions(session("c-2", "player")).joined(vertx);
    FakeNode asked =
        new FakeNode("origin-a", "origin")
            .sessions(session("c-9", "publisher"), session("c-1", "edge_pull"));
    ServedNode served = ServedNode.start(vertx, asked, "edge-1");

    JsonObject page = served.json("/api/v1/sessions");

    assertThat(page.getJsonArray("sessions"))
        .isEqualTo(
            new JsonArray()
                .add(session("c-2", "player").put("node", "edge-1"))
                .add(session("c-1", "edge_pull").put("node", "origin-a"))
                .add(session("c-9", "publisher").put("node", "origin-a")));
    assertThat(page.getInteger("total")).isEqualTo(3);
  }

  @Test
  void nodesTellWhetherTheyAreReady(Vertx vertx) throws Exception {
    FakeNode edge = new FakeNode("edge-1", "edge").joined(vertx);
    edge.checks.put("drain", Optional.of("draining"));
    ServedNode served = ServedNode.start(vertx, new FakeNode("origin-a", "origin"), "edge-1");

    JsonArray nodes = served.json("/api/v1/nodes").getJsonArray("nodes");

    assertThat(nodes).hasSize(2);
    assertThat(nodes.getJsonObject(0))
        .isEqualTo(
            edge.node()
                .toJson()
                .put("ready", false)
                .put("failing", new JsonObject().put("drain", "draining")));
    assertThat(nodes.getJsonObject(1).getString("startedAt")).isEqualTo("1970-01-01T00:00:00Z");
    assertThat(nodes.getJsonObject(1).getBoolean("ready")).isTrue();
  }

  @Test
  void theLimitCutsTheRowsAndTheTotalCountsThemAll(Vertx vertx) throws Exception {
    JsonObject[] many =
        IntStream.range(0, 30)
            .mapToObj(i -> session("c-" + (100 + i), "player"))
            .toArray(JsonObject[]::new);
    new FakeNode("edge-1", "edge").sessions(many).joined(vertx);
    FakeNode asked = new FakeNode("edge-2", "edge").sessions(many);
    ServedNode served = ServedNode.start(vertx, asked, "edge-1");

    JsonObject page = served.json("/api/v1/sessions?limit=40");

    assertThat(page.getJsonArray("sessions")).hasSize(40);
    assertThat(page.getInteger("total")).isEqualTo(60);
    assertThat(page.getBoolean("exact")).isTrue();
    assertThat(served.json("/api/v1/sessions?limit=5").getJsonArray("sessions")).hasSize(5);
    assertThat(served.json("/api/v1/sessions?limit=5").getInteger("total")).isEqualTo(60);
  }

  @Test
  void theFirstStreamsUnderALimitHaveAllTheirPlayersAndTheTotalIsALowerBound(Vertx vertx)
      throws Exception {
    new FakeNode("edge-1", "edge")
        .streams(stream("live/c", "origin-a", 1, 3), stream("live/b", "origin-a", 1, 2))
        .joined(vertx);
    FakeNode asked =
        new FakeNode("origin-a", "origin")
            .streams(
                stream("live/c", "origin-a", 1, 0),
                stream("live/b", "origin-a", 1, 5),
                stream("live/a", "origin-a", 1, 1));
    ServedNode served = ServedNode.start(vertx, asked, "edge-1");

    JsonObject page = served.json("/api/v1/streams?limit=2");

    JsonArray streams = page.getJsonArray("streams");
    assertThat(streams).hasSize(2);
    assertThat(streams.getJsonObject(0).getString("key")).isEqualTo("live/a");
    assertThat(streams.getJsonObject(1).getInteger("players")).isEqualTo(7);
    assertThat(page.getInteger("total")).isEqualTo(3);
    assertThat(page.getBoolean("exact")).isFalse();
  }

  @Test
  void limitsThatAreNoneAreRefused(Vertx vertx) throws Exception {
    ServedNode served = ServedNode.start(vertx, new FakeNode("origin-a", "origin"));

    for (String limit : List.of("0", "-1", "10001", "many", "", "99999999999", "1.5")) {
      HttpResponse<String> response = served.get("/api/v1/streams?limit=" + limit);
      assertThat(response.statusCode()).as(limit).isEqualTo(400);
      assertThat(response.body())
          .isEqualTo("{\"error\":\"limit: must be a whole number from 1 to 10000\"}");
    }
    String escaped = "GET /api/v1/streams?limit=%zz HTTP/1.1\r\nHost: weir\r\n";
    assertThat(served.raw(escaped + "Connection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ")
        .contains("{\"error\":");
    assertThat(served.get("/api/v1/streams?limit=10000").statusCode()).isEqualTo(200);
  }

  @Test
  void aStreamNobodyHasIsNotFoundAndTheMissingNodesAreNamed(Vertx vertx) throws Exception {
    ServedNode served = ServedNode.start(vertx, new FakeNode("origin-a", "origin"), "gone");

    HttpResponse<String> unknown = served.get("/api/v1/streams/live/demo");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body()).isEqualTo("{\"error\":\"no such stream\",\"missing\":[\"gone\"]}");

    for (String path : List.of("live", "live/de%20mo", "live/..%2f", "a//b")) {
      assertThat(served.get("/api/v1/streams/" + path).statusCode()).as(path).isEqualTo(404);
    }
  }

  @Test
  void anApplicationMayHaveSlashes(Vertx vertx) throws Exception {
    FakeNode asked =
        new FakeNode("origin-a", "origin")
            .streams(
                stream("live/demo", "origin-a", 1, 1), stream("live/x/demo", "origin-a", 1, 2));
    ServedNode served = ServedNode.start(vertx, asked);

    JsonObject found = served.json("/api/v1/streams/live/x/demo").getJsonObject("stream");
    assertThat(found.getInteger("players")).isEqualTo(2);
  }

  @Test
  void withATokenTheApiIsForThoseWhoHaveItAndHealthForAll(Vertx vertx) throws Exception {
    ServedNode served =
        ServedNode.start(
            vertx,
            new FakeNode("origin-a", "origin"),
            () -> Future.succeededFuture(List.of()),
            ApiAccess.tokens(Map.of(ApiScope.READ, List.of("s3cret"))));

    assertThat(served.get("/api/v1/nodes").statusCode()).isEqualTo(401);
    assertThat(served.get("/api/v1/nodes").headers().firstValue("www-authenticate"))
        .contains("Bearer realm=\"weir\"");
    assertThat(served.get("/api/v1/nodes", "Authorization", "Bearer wrong").statusCode())
        .isEqualTo(401);
    assertThat(served.get("/api/v1/nodes", "Authorization", "Basic s3cret").statusCode())
        .isEqualTo(401);
    assertThat(served.get("/api/v1/nodes", "Authorization", "bearer s3cret").statusCode())
        .isEqualTo(200);
    assertThat(served.get("/health/live").statusCode()).isEqualTo(200);
    assertThat(served.get("/metrics").statusCode()).isEqualTo(200);
  }

  @Test
  void moreQuestionsThanANodeAsksAtOnceAreTurnedAway(Vertx vertx) throws Exception {
    Promise<JsonArray> later = Promise.promise();
    FakeNode asked = new FakeNode("origin-a", "origin");
    asked.streams = later::future;
    ClusterQuestions questions =
        FakeNode.await(
            ClusterQuestions.start(vertx, asked, asked, () -> Future.succeededFuture(List.of())));
    Question question = Question.all(Question.About.STREAMS, 1);

    List<Future<Answers>> asking =
        Stream.generate(() -> questions.ask(question)).limit(17).toList();
    assertThat(asking.get(16).cause()).isInstanceOf(ClusterQuestions.BusyException.class);

    later.complete(new JsonArray());
    for (Future<Answers> answer : asking.subList(0, 16)) {
      assertThat(FakeNode.await(answer).missing()).isEmpty();
    }
    assertThat(FakeNode.await(questions.ask(question)).answers()).hasSize(1);
  }

  @Test
  void theAnswerComesBackToTheLoopThatAsked(Vertx vertx) throws Exception {
    FakeNode asked = new FakeNode("origin-a", "origin");
    asked.streams =
        () -> {
          Promise<JsonArray> elsewhere = Promise.promise();
          new Thread(() -> elsewhere.complete(new JsonArray())).start();
          return elsewhere.future();
        };
    ClusterQuestions questions =
        FakeNode.await(
            ClusterQuestions.start(vertx, asked, asked, () -> Future.succeededFuture(List.of())));
    CompletableFuture<Boolean> same = new CompletableFuture<>();

    vertx.runOnContext(
        start -> {
          Thread caller = Thread.currentThread();
          questions
              .ask(Question.all(Question.About.STREAMS, 1))
              .onSuccess(answers -> same.complete(Thread.currentThread() == caller));
        });

    assertThat(same.get(10, TimeUnit.SECONDS)).isTrue();
  }

  private static JsonObject at(String node, String role, int players) {
    return new JsonObject().put("node", node).put("role", role).put("players", players);
  }
}
