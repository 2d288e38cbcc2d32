package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.loadtest.client.FlvMedia;
import dev.weir.loadtest.client.Publisher;
import dev.weir.loadtest.client.PublisherListener;
import dev.weir.loadtest.client.PublisherSettings;
import dev.weir.rtmp.RtmpUrl;
import dev.weir.rtmp.handshake.HandshakeScheme;
import dev.weir.rtmp.session.SessionSettings;
import dev.weir.transport.RtmpDialer;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Our own clients of one test, on one event loop; closes them all. */
final class Bench implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final RtmpDialer dialer = new RtmpDialer(vertx, SessionSettings.DEFAULT);
  private final List<Publishing> publishings = new ArrayList<>();

  /** A publisher and what it sent. */
  static final class Publishing implements PublisherListener {
    private final PacketLog sent = new PacketLog();
    private Publisher publisher;

    @Override
    public void onSent(int type, long timestamp, ByteBuf body) {
      sent.add(type, timestamp, body);
    }

    Publisher publisher() {
      return publisher;
    }

    /** Unpublishes and waits for the end. */
    void stop() {
      assertThat(publisher.stop().toCompletionStage().toCompletableFuture())
          .as("end of a publisher")
          .succeedsWithin(10, TimeUnit.SECONDS);
    }

    /** Breaks the connection off. */
    void drop() {
      publisher.drop();
    }

    /** Everything that was published; ends the publisher first. */
    PacketLog sent() {
      stop();
      return sent;
    }
  }

  /** Starts to publish and waits until that is granted. */
  Publishing publish(String url, FlvMedia media) {
    return publish(url, media, PublisherSettings.DEFAULT);
  }

  /** Starts to publish and waits until that is granted. */
  Publishing publish(String url, FlvMedia media, PublisherSettings settings) {
    Publishing publishing = new Publishing();
    publishing.publisher =
        Publisher.start(vertx, dialer, RtmpUrl.parse(url), media, settings, publishing);
    publishings.add(publishing);
    assertThat(publishing.publisher.started().toCompletionStage().toCompletableFuture())
        .as("publish to " + url)
        .succeedsWithin(15, TimeUnit.SECONDS);
    return publishing;
  }

  /** A try to publish, and what came of it. */
  static final class Attempt {
    private final long begunNanos = System.nanoTime();
    private final CompletableFuture<Duration> answered = new CompletableFuture<>();
    private Publisher publisher;

    /** How long after dialling the server said yes or no. */
    CompletableFuture<Duration> answered() {
      return answered;
    }

    boolean granted() {
      return publisher.started().succeeded();
    }

    /** Ends it if it was granted. */
    void end() {
      assertThat(publisher.stop().toCompletionStage().toCompletableFuture())
          .as("end of an attempt")
          .succeedsWithin(10, TimeUnit.SECONDS);
    }

    /** What the server says against it. */
    String answer() {
      return publisher.started().cause().getMessage();
    }
  }

  /** Starts to publish and waits for nothing. */
  Attempt attempt(String url, FlvMedia media) {
    Publishing publishing = new Publishing();
    Attempt attempt = new Attempt();
    PublisherSettings settings = PublisherSettings.DEFAULT.onlyOnce();
    attempt.publisher =
        Publisher.start(vertx, dialer, RtmpUrl.parse(url), media, settings, publishing);
    publishing.publisher = attempt.publisher;
    publishings.add(publishing);
    attempt
        .publisher
        .started()
        .onComplete(
            v ->
                attempt.answered.complete(
                    Duration.ofNanos(System.nanoTime() - attempt.begunNanos)));
    return attempt;
  }

  /** Publishes as soon as the server lets it: tries again while it says no. */
  Publishing publishWhenFree(String url, FlvMedia media) {
    return await()
        .atMost(Duration.ofSeconds(15))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> publishIfFree(url, media), Objects::nonNull);
  }

  private Publishing publishIfFree(String url, FlvMedia media) {
    Publishing publishing = new Publishing();
    PublisherSettings once = PublisherSettings.DEFAULT.onlyOnce();
    publishing.publisher =
        Publisher.start(vertx, dialer, RtmpUrl.parse(url), media, once, publishing);
    CompletableFuture<Void> started =
        publishing.publisher.started().toCompletionStage().toCompletableFuture();
    if (!started.handle((v, e) -> e == null).orTimeout(10, TimeUnit.SECONDS).join()) {
      return null;
    }
    publishings.add(publishing);
    return publishing;
  }

  /** Tries to publish; what the server says against it. */
  String refusal(String url, FlvMedia media) {
    Publisher publisher =
        Publisher.start(
            vertx,
            dialer,
            RtmpUrl.parse(url),
            media,
            PublisherSettings.DEFAULT,
            new PublisherListener() {});
    CompletableFuture<Void> started = publisher.started().toCompletionStage().toCompletableFuture();
    assertThat(started).failsWithin(15, TimeUnit.SECONDS);
    return started.handle((v, e) -> e.getMessage()).join();
  }

  /** Plays and keeps all packets. */
  PlayProbe record(String url) {
    return PlayProbe.record(vertx, dialer, url, HandshakeScheme.SIMPLE);
  }

  /** Plays over a digest handshake and keeps all packets. */
  PlayProbe recordWithDigest(String url) {
    return PlayProbe.record(vertx, dialer, url, HandshakeScheme.DIGEST_1);
  }

  /** Plays and counts. */
  PlayProbe count(String url) {
    return PlayProbe.count(vertx, dialer, url);
  }

  @Override
  public void close() {
    publishings.forEach(Publishing::stop);
    assertThat(vertx.close().toCompletionStage().toCompletableFuture())
        .succeedsWithin(10, TimeUnit.SECONDS);
  }
}
