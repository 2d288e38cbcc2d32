package dev.weir.loadtest.load;

import static dev.weir.loadtest.gatling.Rtmp.audioCodec;
import static dev.weir.loadtest.gatling.Rtmp.bitrateKbps;
import static dev.weir.loadtest.gatling.Rtmp.rtmp;
import static dev.weir.loadtest.gatling.Rtmp.statusCode;
import static dev.weir.loadtest.gatling.Rtmp.videoCodec;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.listFeeder;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.loadtest.client.RecordingServer;
import dev.weir.loadtest.gatling.Measures;
import dev.weir.loadtest.report.Generator;
import dev.weir.loadtest.report.MeasureBook;
import dev.weir.loadtest.report.RunFacts;
import dev.weir.loadtest.report.RunSummary;
import dev.weir.loadtest.swarm.LoadEngine;
import dev.weir.rtmp.message.MessageType;
import dev.weir.rtmp.message.StatusCode;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The DSL as a user would write it, against a server of this JVM. */
@Timeout(120)
final class GatlingRunTest {
  private static final byte[] PICTURE = {0x17, 1, 0, 0, 0, 0, 0, 0, 1, 0x65};
  private static final byte[] SOUND = {(byte) 0xAF, 1, 0x21};

  private static final Queue<Session> SESSIONS = new ConcurrentLinkedQueue<>();
  private static RecordingServer server;
  private static RecordingServer other;
  private static LoadEngine engine;
  private static MeasureBook book;
  private static volatile boolean silent;

  private final Vertx vertx = Vertx.vertx();

  /** Listeners of one Vert.x that take any port take the same one. */
  private final Vertx elsewhere = Vertx.vertx();

  @TempDir private Path directory;

  @BeforeEach
  void listen() {
    server = RecordingServer.start(vertx);
    SESSIONS.clear();
    book = new MeasureBook();
    silent = false;
    vertx.setPeriodic(
        20,
        id -> {
          if (!silent) {
            server.send(MessageType.VIDEO, 0, PICTURE);
          }
          server.send(MessageType.AUDIO, 0, SOUND);
        });
  }

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
    elsewhere.close().toCompletionStage().toCompletableFuture().join();
  }

  /** Everything that there is, and all of it well. */
  public static final class Everything extends Simulation {
    /** For Gatling. */
    public Everything() {
      ScenarioBuilder viewers =
          scenario("viewers")
              .feed(listFeeder(List.of(Map.of("stream", "a"), Map.of("stream", "b"))).circular())
              .exec(
                  rtmp("connection")
                      .connect()
                      .check(statusCode().is("NetConnection.Connect.Success")))
              .exec(
                  rtmp("play #{stream}")
                      .play("#{stream}")
                      .check(
                          statusCode().is("NetStream.Play.Start"),
                          videoCodec().is("avc1").saveAs("video"),
                          audioCodec().in("none", "mp4a")))
              .exec(
                  rtmp("watch")
                      .watch(Duration.ofMillis(700))
                      .check(bitrateKbps().gt(1.0).saveAs("kbps")))
              .exec(rtmp("pause").pause().check(statusCode().is("NetStream.Pause.Notify")))
              .exec(rtmp("resume").resume().check(statusCode().is("NetStream.Unpause.Notify")))
              .exec(
                  session -> {
                    SESSIONS.add(session);
                    return session;
                  })
              .exec(rtmp("leave").close());
      setUp(viewers.injectOpen(atOnceUsers(3)))
          .protocols(rtmp.url(server.url("x")))
          .assertions(
              details(Measures.TCP_CONNECT).allRequests().count().is(3L),
              details(Measures.HANDSHAKE).successfulRequests().count().is(3L),
              details(Measures.CONNECT).successfulRequests().count().is(3L),
              details(Measures.FIRST_BYTE).successfulRequests().count().is(3L),
              details(Measures.FIRST_KEY_FRAME).successfulRequests().count().is(3L),
              details("play a").successfulRequests().count().is(2L),
              details("watch").responseTime().min().gte(690));
    }
  }

  @Test
  void playsWithChecksFeedersAndExpressions() throws Exception {
    GatlingRun.Outcome outcome = run(Everything.class);

    assertThat(outcome.holds()).as(this::printed).isTrue();
    assertThat(outcome.report()).isPresent();
    assertThat(outcome.report().get().getParent()).isDirectoryContaining("glob:**.html");
    assertThat(SESSIONS).hasSize(3).noneMatch(Session::isFailed);
    assertThat(SESSIONS).allMatch(session -> "avc1".equals(session.getString("video")));
    assertThat(SESSIONS).allMatch(session -> session.getDouble("kbps") > 1);
    assertThat(server.events()).contains("play a", "play b").doesNotContain("play x");
    assertThat(directory.resolve("gatling.txt")).content().contains("Simulation");
  }

  /** A check and an assertion that do not hold, and a user who never closes. */
  public static final class Broken extends Simulation {
    /** For Gatling. */
    public Broken() {
      ScenarioBuilder viewers =
          scenario("viewers")
              .exec(rtmp("play").play().check(videoCodec().is("hvc1")))
              .exec(
                  session -> {
                    SESSIONS.add(session);
                    return session;
                  });
      setUp(viewers.injectOpen(atOnceUsers(1)))
          .protocols(rtmp.url(server.url("x")))
          .assertions(details("play").failedRequests().count().is(0L));
    }
  }

  @Test
  void tellsWhatDoesNotHoldAndClosesWhatUsersLeaveOpen() throws Exception {
    assertThat(run(Broken.class).holds()).isFalse();

    assertThat(SESSIONS).hasSize(1).allMatch(Session::isFailed);
    await().until(() -> server.events().contains("closed"));
  }

  @Test
  void aRefusalIsAFailureWithItsReason() throws Exception {
    server.refuse(StatusCode.PLAY_STREAM_NOT_FOUND);

    assertThat(run(Broken.class).holds()).isFalse();

    assertThat(SESSIONS).hasSize(1).allMatch(Session::isFailed);
    assertThat(directory.resolve("gatling.txt"))
        .content()
        .contains("refused: NetStream.Play.StreamNotFound");
  }

  /** Two users, of whom one is refused first; what succeeds is quiet. */
  public static final class Elsewhere extends Simulation {
    /** For Gatling. */
    public Elsewhere() {
      ScenarioBuilder viewers =
          scenario("viewers")
              .exec(rtmp("first").play("x").quiet())
              .exec(Session::markAsSucceeded)
              .exec(rtmp("second").play("y").quiet())
              .exec(
                  session -> {
                    SESSIONS.add(session);
                    return session;
                  });
      setUp(viewers.injectOpen(atOnceUsers(2)))
          .protocols(rtmp.url(server.url("x"), other.url("x")));
    }
  }

  @Test
  void whoeverIsRefusedGoesToTheNextUrl() throws Exception {
    other = RecordingServer.start(elsewhere);
    other.refuse(StatusCode.PLAY_STREAM_NOT_FOUND);

    run(Elsewhere.class);

    assertThat(SESSIONS).as(this::printed).hasSize(2).noneMatch(Session::isFailed);
    assertThat(other.events()).contains("play x").doesNotContain("play y");
    try (Stream<Path> pages = Files.walk(directory)) {
      List<String> names = pages.map(page -> page.getFileName().toString()).toList();
      assertThat(names).anyMatch(name -> name.startsWith("req_first-"));
      assertThat(names).noneMatch(name -> name.startsWith("req_second-"));
    }
  }

  /** A viewer who goes elsewhere when he is asked to. */
  public static final class Moved extends Simulation {
    /** For Gatling. */
    public Moved() {
      String elsewhere = other.url("x").replace("/x", "");
      ScenarioBuilder viewers =
          scenario("viewers")
              .exec(rtmp("play").play("y"))
              .exec(
                  session -> {
                    server.askToReconnect(elsewhere);
                    return session;
                  })
              .exec(rtmp("watch").watch(2))
              .exec(
                  session -> {
                    SESSIONS.add(session);
                    return session;
                  });
      setUp(viewers.injectOpen(atOnceUsers(1))).protocols(rtmp.url(server.url("x")).moving());
    }
  }

  @Test
  void aViewerMovesToTheSameStreamWithoutBeingCutOff() throws Exception {
    other = RecordingServer.start(elsewhere);
    vertx.setPeriodic(20, id -> other.send(MessageType.VIDEO, 0, PICTURE));

    run(Moved.class);

    assertThat(SESSIONS).hasSize(1).noneMatch(Session::isFailed);
    assertThat(other.events()).contains("play y");
    await().until(() -> server.events().contains("closed"));
  }

  /** Two scenarios with one protocol. */
  public static final class Both extends Simulation {
    /** For Gatling. */
    public Both() {
      setUp(
              scenario("some")
                  .exec(rtmp("play").play("a"))
                  .exec(rtmp("watch").watch(3))
                  .injectOpen(atOnceUsers(1)),
              scenario("others")
                  .exec(rtmp("play").play("b"))
                  .exec(rtmp("watch").watch(3))
                  .injectOpen(atOnceUsers(1)))
          .protocols(rtmp.url(server.url("x")).engine(engine, book));
    }
  }

  @Test
  void scenariosShareTheEngineAndWhatItTells() throws Exception {
    RunSummary summary = summaryOf(Both.class);

    assertThat(summary.measures().get(Measures.JOIN).count()).isEqualTo(2);
    assertThat(summary.timelines().get("players").figures().getMax()).isEqualTo(2);
    assertThat(book.begun()).isPresent();
  }

  /** A viewer who leaves while he waits for a picture. */
  public static final class Stalled extends Simulation {
    /** For Gatling. */
    public Stalled() {
      setUp(
              scenario("viewers")
                  .exec(rtmp("play").play())
                  .exec(
                      session -> {
                        silent = true;
                        return session;
                      })
                  .exec(rtmp("watch").watch(Duration.ofMillis(1_600)))
                  .injectOpen(atOnceUsers(1)))
          .protocols(rtmp.url(server.url("x")).engine(engine, book));
    }
  }

  @Test
  void aStallThatLastsToTheEndIsOne() throws Exception {
    RunSummary summary = summaryOf(Stalled.class);

    assertThat(summary.counters()).containsEntry(Measures.STALLS, 1L);
    assertThat(summary.measures().get(Measures.STALL).percentile(50)).isBetween(1_000.0, 10_000.0);
  }

  private RunSummary summaryOf(Class<? extends Simulation> simulation) throws Exception {
    try (LoadEngine opened = LoadEngine.open(1)) {
      engine = opened;
      run(simulation);
    }
    RunFacts facts =
        new RunFacts(
            "both",
            "",
            Map.of(),
            Instant.now(),
            Instant.now(),
            List.of(new Generator("test", 1, 0, 0)),
            "");
    return book.summary(facts, List.of());
  }

  private String printed() {
    try {
      return Files.readString(directory.resolve("gatling.txt"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private GatlingRun.Outcome run(Class<? extends Simulation> simulation) throws Exception {
    return new GatlingRun(simulation, directory, "test").run();
  }
}
