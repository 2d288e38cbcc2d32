package dev.weir.loadtest.load;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.cli.StartupException;
import dev.weir.loadtest.client.RecordingServer;
import dev.weir.loadtest.simulation.Disturbance;
import dev.weir.loadtest.simulation.SteadyOptions;
import dev.weir.loadtest.swarm.LoadEngine;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that say nothing; {@link LoadCommandTest} has those that do. */
@Timeout(60)
final class PreflightTest {
  private static final Duration SHORT = Duration.ofMillis(400);
  private static final Duration LONG = Duration.ofSeconds(20);

  private final Vertx vertx = Vertx.vertx();
  private final LoadEngine engine = LoadEngine.open(1);
  private final CompletableFuture<String> stop = new CompletableFuture<>();

  @AfterEach
  void close() {
    engine.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void aHostThatTakesConnectionsAndNeverAnswersIsASentence() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String url = "rtmp://127.0.0.1:" + silent.getLocalPort() + "/live/x";

      assertThatThrownBy(() -> look(url + "?key=geheim", SHORT))
          .isInstanceOf(StartupException.class)
          .hasMessage("cannot publish at " + url + "?***: no answer within 400 ms");
    }
  }

  @Test
  void aStreamWithoutPicturesIsASentence() {
    RecordingServer server = RecordingServer.start(vertx);

    assertThatThrownBy(() -> look(server.url("x"), LONG))
        .isInstanceOf(StartupException.class)
        .hasMessage("cannot play at " + server.url("x") + ": no picture within 400 ms");
  }

  @Test
  void whoeverIsToldToStopDoesNotWait() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      stop.complete("SIGINT");

      assertThatThrownBy(() -> look("rtmp://127.0.0.1:" + silent.getLocalPort() + "/live/x", SHORT))
          .isInstanceOf(StoppedException.class);
    }
  }

  private void look(String url, Duration answer) {
    new Preflight(engine, new SteadyOptions(), stop, answer, SHORT)
        .look(new GivenGround(List.of(url), List.of(url), Disturbance.NONE));
  }
}
