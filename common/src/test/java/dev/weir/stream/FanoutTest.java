package dev.weir.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FanoutTest {
  private final FakeLoop home = new FakeLoop();
  private final FakeLoop away = new FakeLoop();
  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
  private final List<Listener> players = new ArrayList<>();
  private final List<Subscription> places = new ArrayList<>();
  private final LiveStream stream =
      new LiveStream(
          StreamKey.of("live", "demo").orElseThrow(),
          home.context(),
          StreamSettings.DEFAULT,
          allocator,
          home,
          0,
          StreamObserver.NONE);
  private final StreamSource source = stream.attach("test");
  private int number;

  @AfterEach
  void nothingIsHeldAfterTheEnd() {
    stream.end();
    FakeLoop.runAll(home, away);
    assertThat(allocator.metric().usedDirectMemory()).isZero();
  }

  @Test
  void aPlaceThatIsGivenUpInItsDeliveryHurtsNobody() {
    add(5);
    for (int i = 0; i < 5; i++) {
      Subscription place = places.get(i);
      players.get(i).during = listener -> place.cancel();
    }
    frame();
    assertThat(players).allMatch(player -> player.messages.size() == 1);
    frame();
    assertThat(players).allMatch(player -> player.messages.size() == 1);
    assertThat(stream.subscribers()).isZero();
  }

  @Test
  void aPlaceThatAnotherGivesUpInADeliveryGetsNothingMore() {
    add(4);
    players.get(0).during = listener -> places.get(2).cancel();
    players.get(3).during = listener -> places.get(1).cancel();
    frame();
    assertThat(counts()).containsExactly(1, 1, 0, 1);
    frame();
    assertThat(counts()).containsExactly(2, 1, 0, 2);
  }

  @Test
  void placesGivenUpBetweenDeliveriesAreFilled() {
    add(5);
    places.get(1).cancel();
    places.get(4).cancel();
    places.get(0).cancel();
    frame();
    assertThat(counts()).containsExactly(0, 0, 1, 1, 0);
    add(1);
    places.get(3).cancel();
    frame();
    assertThat(counts()).containsExactly(0, 0, 2, 1, 0, 1);
  }

  @Test
  void whoLeavesBeforeItWasLetInGetsNothing() {
    Listener player = new Listener(away);
    Subscription place = stream.subscribe(player);
    place.cancel();
    FakeLoop.runAll(home, away);
    frame();

    assertThat(player.joins).isZero();
    assertThat(player.messages).isEmpty();
    assertThat(stream.subscribers()).isZero();
  }

  @Test
  void whoLeavesWithABatchOnTheWayDoesNotGetIt() {
    add(2);
    source.onFrame(Frames.key(0, 1));
    source.onReadComplete();
    places.get(0).cancel();
    FakeLoop.runAll(home, away);

    assertThat(counts()).containsExactly(0, 1);
  }

  @Test
  void oneThatFailsLosesItsPlaceAndTheOthersNothing() {
    add(3);
    players.get(1).during =
        listener -> {
          throw new IllegalStateException("broken");
        };
    assertThatThrownBy(this::frame).hasMessage("broken");
    FakeLoop.runAll(home, away);
    frame();

    assertThat(counts()).containsExactly(2, 1, 2);
    assertThat(stream.subscribers()).isEqualTo(2);
  }

  @Test
  void oneThatEndsMayGiveUpThePlacesOfOthers() {
    add(3);
    players.get(0).during = listener -> places.forEach(Subscription::cancel);
    stream.end();
    FakeLoop.runAll(home, away);

    assertThat(players.get(0).ends).isEqualTo(1);
    assertThat(players.get(1).ends + players.get(2).ends).isZero();
  }

  @Test
  void aLoopWithoutPlayersGetsNoTask() {
    add(1);
    places.get(0).cancel();
    FakeLoop.runAll(home, away);
    source.onFrame(Frames.key(0, 1));
    source.onReadComplete();

    assertThat(away.isIdle()).isTrue();
  }

  @Test
  void aLoopGetsOneTaskHoweverManyPlayersItHas() {
    add(50);
    source.onFrame(Frames.key(0, 1));
    source.onReadComplete();
    assertThat(away.step()).isTrue();
    assertThat(away.isIdle()).isTrue();
    assertThat(players).allMatch(player -> player.messages.size() == 1);
  }

  private void add(int count) {
    for (int i = 0; i < count; i++) {
      Listener player = new Listener(away);
      players.add(player);
      places.add(stream.subscribe(player));
    }
    FakeLoop.runAll(home, away);
  }

  /** Messages since each came, without the GOP that it came to. */
  private List<Integer> counts() {
    return players.stream().map(player -> player.messages.size() - player.gopMessages).toList();
  }

  private void frame() {
    source.onFrame(Frames.key(40L * ++number, number));
    source.onReadComplete();
    FakeLoop.runAll(home, away);
  }
}
