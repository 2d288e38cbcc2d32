package dev.weir.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.access.AccessDecision;
import dev.weir.access.AccessPolicy;
import dev.weir.access.AccessRequest;
import dev.weir.cluster.StreamRecord;
import dev.weir.cluster.StreamRegistry;
import dev.weir.cluster.Watch;
import dev.weir.media.MediaFrames;
import dev.weir.metrics.NodeMetrics;
import dev.weir.node.IngestSettings;
import dev.weir.node.NodeGround;
import dev.weir.node.PublishDesk;
import dev.weir.rtmp.message.StatusCode;
import dev.weir.rtmp.session.SessionSettings;
import dev.weir.stream.StreamHub;
import dev.weir.stream.StreamKey;
import dev.weir.stream.StreamSettings;
import dev.weir.transport.CloseReason;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an origin that stood still gives out before the cluster has said that its claim stands. */
@Timeout(30)
class FrozenSeatTest {
  private static final StreamKey KEY = new StreamKey("live", "frozen");
  private static final long STOOD = TimeUnit.SECONDS.toNanos(8);
  private static final Duration WINDOW = Duration.ofSeconds(10);

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final Registry registry = new Registry();
  private final FreezeWatch freezes = new FreezeWatch(System.nanoTime());
  private final NodeGround ground =
      new NodeGround(
          vertx,
          "o1",
          registry,
          null,
          new StreamHub(),
          AccessPolicy.OPEN,
          new NodeMetrics(new SimpleMeterRegistry()),
          SessionSettings.DEFAULT,
          StreamSettings.DEFAULT,
          WINDOW,
          WINDOW,
          WINDOW,
          new IngestSettings(WINDOW, WINDOW, 0),
          () -> List.of(loop),
          null,
          Optional.empty());
  private final IngestDesk desk = new IngestDesk(ground, freezes);
  private Publisher last;

  @AfterEach
  void close() throws Exception {
    // Its stream lets go of what it has cached.
    last.end();
    await().until(() -> registry.standing == null);
    desk.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
    vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
  }

  @Test
  void nobodyNewIsGivenTheStreamUntilItsClaimIsKnownToStand() {
    publish();
    await().until(this::isFound);

    stand();

    assertThat(isFoundByAPlayer()).isFalse();
    registry.settled.complete();
    await().until(this::isFound);
  }

  @Test
  void nothingOfBeforeIsGivenToWhoComesAfterIt() {
    Publisher publisher = publish();
    publisher.send();
    await().until(() -> cached() > 0);

    stand();
    assertThat(isFoundByAPlayer()).isFalse();
    registry.settled.complete();

    await().until(this::isFound);
    assertThat(cached()).isZero();
    publisher.send();
    await().until(() -> cached() > 0);
  }

  @Test
  void aPublisherThatCameAnewMeanwhileIsHeard() {
    Publisher first = publish();
    stand();
    assertThat(isFoundByAPlayer()).isFalse();

    first.end();
    await().until(() -> registry.releases.get() == 1);
    Publisher second = publish();
    registry.settled.complete();

    await().until(() -> second.send() > 0);
  }

  /** Hazelcast may run a claim twice and tell of the first run only. */
  @Test
  void whatStandsInItsOwnNameIsNoRivalAndIsClaimedAnew() {
    Publisher publisher = publish();
    await().until(this::isFound);
    String clock = ground.hub().find(KEY).clock();
    registry.claim(KEY, registry.standing.priority());

    registry.changed.accept(KEY);

    await().until(() -> registry.epochs.get() == 3 && isFound());
    assertThat(publisher.send()).isPositive();
    assertThat(publisher.closed).isFalse();
    assertThat(ground.hub().find(KEY).clock()).isEqualTo(clock);
  }

  private Publisher publish() {
    Publisher publisher = new Publisher();
    AccessRequest request = new AccessRequest(AccessRequest.Action.PUBLISH, KEY, Map.of(), "here");
    loop.runOnContext(
        v ->
            publisher.publication =
                desk.open(request, new PublishDesk.Names("live", "frozen"), publisher));
    await().until(() -> publisher.accepted);
    last = publisher;
    return publisher;
  }

  /** The process stands still for a while, as far as can be told from its clock. */
  private void stand() {
    freezes.look(System.nanoTime() + STOOD);
  }

  private boolean isFound() {
    return ground.hub().find(KEY) != null;
  }

  private int cached() {
    Promise<Integer> bytes = Promise.promise();
    loop.runOnContext(v -> bytes.complete(ground.hub().find(KEY).snapshot().gopBytes()));
    await().until(bytes.future()::isComplete);
    return bytes.future().result();
  }

  private boolean isFoundByAPlayer() {
    Future<Boolean> found = desk.awake(KEY).map(v -> isFound());
    await().until(found::isComplete);
    return found.result();
  }

  private final class Publisher implements PublishDesk.Publisher {
    private volatile boolean accepted;
    private volatile boolean closed;
    private PublishDesk.Publication publication;

    /** Sends a picture; how many the stream has now. */
    long send() {
      Promise<Long> pictures = Promise.promise();
      loop.runOnContext(
          v -> {
            byte[] key = ByteBufUtil.decodeHexDump("170100000000000001");
            publication.onFrame(MediaFrames.video(0, Unpooled.wrappedBuffer(key)));
            publication.onReadComplete();
            pictures.complete(ground.hub().find(KEY).snapshot().videoFrames());
          });
      await().until(pictures.future()::isComplete);
      return pictures.future().result();
    }

    void end() {
      loop.runOnContext(v -> publication.onEnd(true));
    }

    @Override
    public Context context() {
      return loop;
    }

    @Override
    public String via() {
      return "";
    }

    @Override
    public Optional<AccessDecision> admit(AccessRequest request, AccessDecision decision) {
      return Optional.empty();
    }

    @Override
    public void accept() {
      accepted = true;
    }

    @Override
    public void reject(StatusCode code, String reason) {
      throw new AssertionError(code + " " + reason);
    }

    @Override
    public long bytesIn() {
      return 0;
    }

    @Override
    public void close(CloseReason reason) {
      closed = true;
    }
  }

  /** Grants every claim; what it saw of the cluster settles when the test says so. */
  private static final class Registry implements StreamRegistry {
    private final Promise<Void> settled = Promise.promise();
    private final AtomicInteger releases = new AtomicInteger();
    private final AtomicInteger epochs = new AtomicInteger();
    private volatile StreamRecord standing;
    private Consumer<StreamKey> changed;

    @Override
    public Future<StreamRecord> claim(StreamKey key, int priority) {
      standing = new StreamRecord(key, "o1", "here", 1935, priority, epochs.incrementAndGet(), 0);
      return Future.succeededFuture(standing);
    }

    @Override
    public Future<Boolean> renew(StreamRecord mine) {
      return Future.succeededFuture(standing != null && standing.isSameClaim(mine));
    }

    @Override
    public Future<Void> release(StreamRecord mine) {
      standing = null;
      releases.incrementAndGet();
      return Future.succeededFuture();
    }

    @Override
    public Future<Optional<StreamRecord>> locate(StreamKey key) {
      return Future.succeededFuture(Optional.ofNullable(standing));
    }

    @Override
    public Optional<StreamRecord> seen(StreamKey key) {
      return Optional.ofNullable(standing);
    }

    @Override
    public Future<List<StreamRecord>> list() {
      return Future.succeededFuture(List.of());
    }

    @Override
    public Future<Void> settled(Duration stood) {
      return settled.future();
    }

    @Override
    public Watch watch(Consumer<StreamKey> looks) {
      changed = looks;
      return () -> {};
    }
  }
}
