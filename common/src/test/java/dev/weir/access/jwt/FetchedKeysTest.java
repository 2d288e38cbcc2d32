package dev.weir.access.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FetchedKeysTest {
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final AtomicInteger asked = new AtomicInteger();
  private HttpServer server;
  private volatile Answer answer;

  private interface Answer {
    void give(HttpExchange exchange) throws IOException;
  }

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          answer.give(exchange);
        });
    server.start();
  }

  @AfterEach
  void stop() {
    timer.shutdownNow();
    server.stop(0);
  }

  private FetchedKeys keys() {
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keys");
    return new FetchedKeys(url, timer);
  }

  private static Answer text(int status, String text) {
    return exchange -> {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("location", "http://169.254.169.254/");
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.close();
    };
  }

  @Test
  void areThereOnceTheyWereFetched() {
    answer = text(200, Tokens.keySet(Tokens.RSA));
    FetchedKeys keys = keys();
    await().until(() -> keys.current() != null);
    assertThat(keys.current().names("rs")).isTrue();
  }

  @Test
  void stayWhatTheyAreWhenTheUrlHasNothingGoodToSay() {
    for (Answer bad :
        new Answer[] {
          text(302, ""), text(500, "no"), text(200, "{"), text(200, "{\"keys\":[]}"), endless()
        }) {
      answer = bad;
      int before = asked.get();
      FetchedKeys keys = keys();
      await().until(() -> asked.get() == before + 1);
      await().during(Duration.ofMillis(200)).until(() -> keys.current() == null);
      keys.close();
    }
  }

  private static Answer endless() {
    return exchange -> {
      exchange.sendResponseHeaders(200, 0);
      try (OutputStream out = exchange.getResponseBody()) {
        byte[] some = new byte[65_536];
        for (int i = 0; i < 16_384; i++) {
          out.write(some);
        }
      }
    };
  }
}
