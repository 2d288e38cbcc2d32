package dev.weir.loadtest.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.loadtest.client.RecordingServer;
import dev.weir.loadtest.client.RecordingServer.Message;
import dev.weir.rtmp.RtmpUrl;
import dev.weir.rtmp.message.MessageType;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class SwarmPublisherTest {
  private static final Feed FEED = new Feed(500, 50, 1_000);

  private final Vertx vertx = Vertx.vertx();

  /** Listeners of one Vert.x that take any port take the same one. */
  private final Vertx elsewhere = Vertx.vertx();

  private final Swarm swarm = Swarm.open(1);
  private RecordingServer first;
  private RecordingServer second;

  @BeforeEach
  void listen() {
    first = RecordingServer.start(vertx);
    second = RecordingServer.start(elsewhere);
  }

  @AfterEach
  void close() {
    swarm.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    elsewhere.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void comesBackToTheNextTargetWithAKeyFrameAndWithoutAGapInItsNumbers() {
    publish(true);
    await().until(() -> pictures(first).size() > 10);

    first.cut();

    await().until(() -> pictures(second).size() > 10);
    List<byte[]> again = pictures(second);
    assertThat(again.get(0)[0]).isEqualTo((byte) 0x17);
    assertThat(again.get(1)[0]).isEqualTo((byte) 0x27);
    long last = number(pictures(first).get(pictures(first).size() - 1));
    // What was on its way when the connection broke is gone, and no more.
    assertThat(number(again.get(0))).isBetween(last + 1, last + 10);
    assertThat(number(again.get(1))).isEqualTo(number(again.get(0)) + 1);
    long delay = swarm.askPublishers(SwarmPublisher::ownDelayNanos).get(0);
    assertThat(delay / 1_000_000).isGreaterThanOrEqualTo(SwarmPublisher.BACKOFF_MILLIS - 5);
    CompletableFuture.runAsync(
            () -> swarm.loop(0).publishers().forEach(SwarmPublisher::forgetOwnDelay),
            swarm.loop(0).eventLoop())
        .join();
    assertThat(swarm.askPublishers(SwarmPublisher::ownDelayNanos)).containsExactly(0L);
  }

  @Test
  void oneThatDoesNotReturnIsLost() {
    publish(false);
    await().until(() -> pictures(first).size() > 3);

    first.cut();

    await().until(() -> swarm.askPublishers(SwarmPublisher::lostReason).get(0) != null);
    assertThat(second.events()).isEmpty();
  }

  @Test
  void movesWithItsOwnNameWhicheverTheFirstConnectionsUrlHas() {
    String name = "x-1";
    List<Target> targets = List.of(target(first).named(name));
    publish(target(first), targets, new Feed(500, 50, 10), true);
    await().until(() -> pictures(first).size() > 3);

    first.askToReconnect(second.url("").replaceAll("/$", ""));

    await().until(() -> pictures(second).size() > 10);
    await().until(() -> first.events().contains("unpublish"));
    assertThat(first.events()).contains("publish x-1");
    assertThat(second.events()).containsExactly("publish x-1");
    long last = number(pictures(first).get(pictures(first).size() - 1));
    assertThat(number(pictures(second).get(0))).isEqualTo(last + 1);
  }

  @Test
  void saysGoodbyeWhenItIsClosed() {
    publish(true);
    await().until(() -> pictures(first).size() > 3);

    swarm.clear();

    await().until(() -> first.events().contains("unpublish"));
  }

  @Test
  void tellsEverySecondWhatItSent() {
    publish(true);
    await().until(() -> pictures(first).size() > 3);
    swarm.takeSecond();
    int before = pictures(first).size();
    await().until(() -> pictures(first).size() > before + 20);

    SwarmSecond taken = swarm.takeSecond();

    assertThat(taken.publishing()).isEqualTo(1);
    assertThat(taken.published()).isEqualTo(1);
    assertThat(taken.publishedBytes()).isGreaterThan(20L * FEED.videoBytes(false));
  }

  private void publish(boolean returns) {
    publish(target(first), List.of(target(first), target(second)), FEED, returns);
  }

  private static Target target(RecordingServer server) {
    return Target.of(RtmpUrl.parse(server.url("x")));
  }

  private void publish(Target connectsTo, List<Target> targets, Feed feed, boolean returns) {
    CompletableFuture<Void> granted = new CompletableFuture<>();
    PublishListener listener =
        new PublishListener() {
          @Override
          public void onGranted(SwarmPublisher publisher) {
            granted.complete(null);
          }
        };
    SwarmLoop loop = swarm.loop(0);
    loop.eventLoop()
        .execute(
            () ->
                loop.publish(
                    loop.connect(connectsTo, ConnectionListener.NONE, returns),
                    targets,
                    feed,
                    returns,
                    listener));
    granted.join();
  }

  private static List<byte[]> pictures(RecordingServer server) {
    return server.messages().stream()
        .filter(message -> message.type() == MessageType.VIDEO)
        .map(Message::body)
        .filter(body -> Stamp.isIn(body, body.length))
        .toList();
  }

  private static long number(byte[] picture) {
    return Stamp.number(picture);
  }
}
