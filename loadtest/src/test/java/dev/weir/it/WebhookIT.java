package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A webhook decides who comes in, and guessers get little out of it. */
@Timeout(180)
final class WebhookIT {
  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir private Path directory;
  private final List<JsonObject> events = new CopyOnWriteArrayList<>();
  private HttpServer hook;

  @BeforeEach
  void listen() throws IOException {
    hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    hook.createContext("/hook", this::answer);
    hook.start();
  }

  @AfterEach
  void stop() {
    hook.stop(0);
  }

  @Test
  void decidesAndIsToldWhenThatIsOver() throws IOException {
    try (NodeProcess origin = node("hooked");
        NodeProcess edge = NodeProcess.edge("hooked-edge", origin, settings());
        Bench bench = new Bench()) {
      String refusal = bench.refusal(origin.rtmp("live/show?key=wrong"), Clips.noise());
      assertThat(refusal).contains("NetStream.Publish.Denied", "Pay first.");
      assertThat(origin.metric("weir_access_refused_total", "reason=\"webhook\"")).isEqualTo(1);

      Bench.Publishing publishing = bench.publish(edge.rtmp("live/show?key=right"), Clips.noise());
      PlayProbe player = bench.count(edge.rtmp("live/show?key=right"));
      assertThat(player.firstKeyFrame()).succeedsWithin(SOON);
      player.close();
      await().atMost(SOON).until(() -> count("on_play_done") == 1);
      publishing.stop();
      await().atMost(SOON).until(() -> count("on_publish_done") == 1);

      assertThat(events)
          .filteredOn(event -> event.getString("event").equals("on_publish"))
          .hasSize(2)
          .allMatch(event -> event.getString("address").equals("127.0.0.1"));
      assertThat(origin.log()).noneMatch(line -> line.contains("key="));
    }
  }

  @Test
  void whenItIsGoneNobodyNewComesInAndWhoIsInStays() throws IOException {
    try (NodeProcess origin = node("unhooked");
        Bench bench = new Bench()) {
      bench.publish(origin.rtmp("live/show?key=right"), Clips.noise());
      PlayProbe player = bench.count(origin.rtmp("live/show?key=right"));
      assertThat(player.firstKeyFrame()).succeedsWithin(SOON);
      hook.stop(0);

      for (int i = 0; i < 8; i++) {
        assertThat(bench.refusal(origin.rtmp("live/other?key=right"), Clips.noise()))
            .contains("Access cannot be checked now");
      }
      assertThat(origin.metric("weir_webhook_seconds_count", "result=\"breaker_open\""))
          .isPositive();
      int before = player.messages();
      await().atMost(SOON).until(() -> player.messages() > before + 100);
    }
  }

  @Test
  void guessesCostFewQuestionsAndTheRightPublisherStillComesIn() throws IOException {
    try (NodeProcess origin = node("guessed");
        Bench bench = new Bench()) {
      bench.publish(origin.rtmp("live/show?key=right"), Clips.noise()).stop();
      for (int i = 0; i < 40; i++) {
        bench.attempt(origin.rtmp("live/show?key=guess" + i), Clips.noise());
      }
      await()
          .atMost(SOON)
          .until(
              () ->
                  origin.metric("weir_access_refused_total", "reason=\"webhook\"")
                          + origin.metric(
                              "weir_access_refused_total", "reason=\"too_many_attempts\"")
                      == 40);
      assertThat(events)
          .filteredOn(event -> event.getString("event").equals("on_publish"))
          .hasSizeLessThanOrEqualTo(11);
      assertThat(origin.metric("weir_addresses_banned_total")).isEqualTo(1);

      bench.publish(origin.rtmp("live/show?key=right"), Clips.noise());
      assertThat(bench.refusal(origin.rtmp("live/new?key=right"), Clips.noise()))
          .contains("Too many wrong attempts");
    }
  }

  private long count(String event) {
    return events.stream().filter(one -> one.getString("event").equals(event)).count();
  }

  private NodeProcess node(String id) throws IOException {
    return NodeProcess.origin(id, settings());
  }

  private Map<String, String> settings() throws IOException {
    String text =
        """
        apps:
          "*": {publish: {accept: [webhook]}, play: {accept: [webhook]}}
        webhook:
          url: http://127.0.0.1:%d/hook
          secret-env: HOOK_SECRET
          deadline: 10s
        """
            .formatted(hook.getAddress().getPort());
    Path file = Files.writeString(directory.resolve("access.yaml"), text);
    return Map.of("WEIR_ACCESS_FILE", file.toString(), "HOOK_SECRET", "a-secret-of-twenty-one");
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonObject event =
          new JsonObject(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      events.add(event);
      JsonObject parameters = event.getJsonObject("parameters");
      boolean allowed = parameters == null || "right".equals(parameters.getString("key"));
      byte[] body =
          new JsonObject()
              .put("allow", allowed)
              .put("reason", "Pay first.")
              .encode()
              .getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
