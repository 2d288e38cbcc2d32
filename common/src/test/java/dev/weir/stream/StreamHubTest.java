package dev.weir.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamHubTest {
  private static final StreamKey KEY = StreamKey.of("live", "demo").orElseThrow();

  private final StreamHub hub = new StreamHub();
  private final FakeLoop loop = new FakeLoop();

  @Test
  void aLiveStreamIsFoundAtOnce() {
    LiveStream stream = stream(KEY);
    hub.add(stream);

    assertThat(hub.await(KEY, 5_000, loop).result()).isSameAs(stream);
    assertThat(hub.find(KEY)).isSameAs(stream);
    assertThat(hub.all()).containsExactly(stream);
  }

  @Test
  void whoeverWaitsGetsTheStreamWhenItAppears() {
    List<Future<LiveStream>> waiting = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      waiting.add(hub.await(KEY, 5_000, loop));
    }
    Future<LiveStream> other = hub.await(StreamKey.of("live", "x").orElseThrow(), 5_000, loop);
    LiveStream stream = stream(KEY);
    hub.add(stream);

    assertThat(waiting).allMatch(future -> future.result() == stream);
    assertThat(other.isComplete()).isFalse();
    loop.advance(5_000);
    loop.runAll();
    assertThat(other.cause()).isInstanceOf(StreamNotFoundException.class);
    assertThat(waiting).allMatch(Future::succeeded);
  }

  @Test
  void whoDoesNotWaitIsToldAtOnce() {
    assertThat(hub.await(KEY, 0, loop).cause()).isInstanceOf(StreamNotFoundException.class);
  }

  @Test
  void noMoreThanTheLimitWait() {
    for (int i = 0; i < 50_000; i++) {
      hub.await(KEY, 5_000, loop);
    }
    assertThat(hub.await(KEY, 5_000, loop).failed()).isTrue();
    loop.advance(5_000);
    loop.runAll();
    assertThat(hub.await(KEY, 5_000, loop).isComplete()).isFalse();
  }

  @Test
  void onlyTheStreamItselfIsRemoved() {
    LiveStream first = stream(KEY);
    LiveStream second = stream(KEY);
    hub.add(first);
    hub.add(second);
    hub.remove(first);
    assertThat(hub.find(KEY)).isSameAs(second);
    hub.remove(second);
    assertThat(hub.find(KEY)).isNull();
  }

  private LiveStream stream(StreamKey key) {
    return new LiveStream(
        key,
        loop.context(),
        StreamSettings.DEFAULT,
        UnpooledByteBufAllocator.DEFAULT,
        loop,
        0,
        StreamObserver.NONE);
  }
}
