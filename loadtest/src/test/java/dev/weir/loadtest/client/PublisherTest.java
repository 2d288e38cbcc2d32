package dev.weir.loadtest.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.rtmp.RtmpUrl;
import dev.weir.rtmp.message.StatusCode;
import dev.weir.rtmp.session.SessionSettings;
import dev.weir.transport.RtmpDialer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class PublisherTest {
  private static final PublisherSettings SETTINGS = PublisherSettings.DEFAULT;

  private final List<String> notices = new CopyOnWriteArrayList<>();
  private Vertx vertx;
  private Vertx serverVertx;
  private RecordingServer server;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    serverVertx = Vertx.vertx();
    server = RecordingServer.start(serverVertx);
  }

  @AfterEach
  void close() {
    join(vertx.close());
    join(serverVertx.close());
  }

  @Test
  void sendsHeadersOnceAndFramesOverAndOver() {
    Publisher publisher = publish(FlvFile.small().media(), SETTINGS);
    await().until(() -> publisher.status().rounds() >= 3);
    join(publisher.stop());

    assertThat(sent(18)).hasSize(1);
    assertThat(text(sent(18).get(0))).contains("onMetaData", "width").doesNotContain("duration");
    assertThat(sent(9)).filteredOn(message -> message.body()[1] == 0).hasSize(1);
    assertThat(sent(8)).filteredOn(message -> message.body()[1] == 0).hasSize(1);
    assertThat(sent(9)).extracting(RecordingServer.Message::timestamp).isSorted();
    assertThat(sent(9))
        .filteredOn(message -> message.body()[1] == 1)
        .extracting(RecordingServer.Message::timestamp)
        .startsWith(0L, 40L, 80L, 120L, 160L, 200L, 240L, 280L, 320L, 360L);
  }

  @Test
  void sendsAHeaderAgainWhenItChanged() {
    FlvFile file = FlvFile.small().video(160, FlvFile.OTHER_AVC_HEADER).video(160, "1701000000aa");
    Publisher publisher = publish(file.media(), SETTINGS);
    await().until(() -> publisher.status().rounds() >= 2);
    join(publisher.stop());

    assertThat(sent(9))
        .filteredOn(message -> message.body()[1] == 0)
        .extracting(message -> HexFormat.of().formatHex(message.body()))
        .startsWith(FlvFile.AVC_HEADER, FlvFile.OTHER_AVC_HEADER, FlvFile.AVC_HEADER);
  }

  @Test
  void countsTimestampsFromWhereItIsTold() {
    Publisher publisher = publish(FlvFile.small().media(), SETTINGS.startingAt((1L << 32) - 60));
    await().until(() -> publisher.status().rounds() >= 1);
    join(publisher.stop());

    assertThat(sent(9))
        .filteredOn(message -> message.body()[1] == 1)
        .extracting(RecordingServer.Message::timestamp)
        .startsWith((1L << 32) - 60, (1L << 32) - 20, 20L, 60L, 100L);
  }

  @Test
  void unpublishesWhenItIsStopped() {
    Publisher publisher = publish(FlvFile.small().media(), SETTINGS);
    await().until(() -> !server.messages().isEmpty());

    join(publisher.stop());

    await()
        .untilAsserted(() -> assertThat(server.events()).startsWith("publish test", "unpublish"));
    assertThat(publisher.ended().succeeded()).isTrue();
  }

  @Test
  void connectsAgainAndSendsTheHeadersAgain() {
    Publisher publisher = publish(FlvFile.small().media(), SETTINGS);
    await().until(() -> !server.messages().isEmpty());

    server.cut();

    await().until(() -> sent(9).stream().anyMatch(message -> message.connection() > 1));
    await().until(() -> publisher.status().connections() == 2);
    join(publisher.stop());
    assertThat(notices).singleElement().asString().contains("connection lost", "trying again");
    assertThat(sent(18)).hasSize(2);
    assertThat(sent(9))
        .filteredOn(message -> message.body()[1] == 0)
        .extracting(RecordingServer.Message::timestamp)
        .containsExactly(0L, 0L);
  }

  @Test
  void aLostConnectionIsTheEndWhenItWasToBeTheOnlyOne() {
    Publisher publisher = publish(FlvFile.small().media(), SETTINGS.onlyOnce());
    await().until(() -> !server.messages().isEmpty());

    server.cut();

    assertThatThrownBy(() -> join(publisher.ended()))
        .hasCauseInstanceOf(IOException.class)
        .hasMessageContaining("connection lost");
  }

  @Test
  void aRefusalAtFirstIsTheEndAndSaysWhy() {
    server.refuse(StatusCode.PUBLISH_BAD_NAME);

    Publisher publisher = start(FlvFile.small().media(), SETTINGS);

    assertThatThrownBy(() -> join(publisher.ended()))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(RefusedException.class)
        .hasMessageContaining("refused: NetStream.Publish.BadName (not?here)");
    assertThat(publisher.started().failed()).isTrue();
  }

  @Test
  void keepsTryingWhereNobodyListensYet() {
    join(serverVertx.close());

    Publisher publisher = start(FlvFile.small().media(), SETTINGS);

    await().until(() -> !notices.isEmpty());
    await().during(Duration.ofSeconds(2)).until(() -> notices.size() == 1);
    assertThat(notices.get(0)).contains("refused", "trying again");
    join(publisher.stop());
  }

  @Test
  void skipsToAKeyFrameWhenTheServerDoesNotKeepUp() throws Exception {
    FlvFile file = new FlvFile().video(0, FlvFile.AVC_HEADER);
    for (int picture = 0; picture < 20; picture++) {
      file.video(picture * 10, picture % 10 == 0 ? "1701000000" : "2701000000", 500_000);
    }
    Publisher publisher = publish(file.media(), SETTINGS);
    await().until(() -> sent(9).size() > 1);
    CountDownLatch slow = new CountDownLatch(1);
    server.onItsLoop(() -> awaitLatch(slow));

    await().until(() -> publisher.status().skipped() > 30);
    slow.countDown();
    long before = publisher.status().frames();
    await().until(() -> publisher.status().frames() > before + 20);
    join(publisher.stop());

    assertEveryGapEndsAtAKeyFrame();
  }

  private void assertEveryGapEndsAtAKeyFrame() {
    List<RecordingServer.Message> pictures =
        sent(9).stream().filter(message -> message.body()[1] == 1).toList();
    int gaps = 0;
    for (int i = 1; i < pictures.size(); i++) {
      if (pictures.get(i).timestamp() - pictures.get(i - 1).timestamp() > 10) {
        gaps++;
        assertThat(pictures.get(i).body()[0]).as("picture after a gap").isEqualTo((byte) 0x17);
      }
    }
    assertThat(gaps).isPositive();
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Publisher publish(FlvMedia media, PublisherSettings settings) {
    Publisher publisher = start(media, settings);
    join(publisher.started());
    return publisher;
  }

  private Publisher start(FlvMedia media, PublisherSettings settings) {
    RtmpDialer dialer = new RtmpDialer(vertx, SessionSettings.DEFAULT);
    PublisherListener listener =
        new PublisherListener() {
          @Override
          public void onNotice(String line) {
            notices.add(line);
          }
        };
    return Publisher.start(
        vertx, dialer, RtmpUrl.parse(server.url("test")), media, settings, listener);
  }

  private List<RecordingServer.Message> sent(int type) {
    return server.messages().stream().filter(message -> message.type() == type).toList();
  }

  private static String text(RecordingServer.Message message) {
    return new String(message.body(), StandardCharsets.ISO_8859_1);
  }

  private static <T> T join(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }
}
