package dev.weir.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Turns within the merge time, on one loop, without a stream around it. */
class LoopFanoutTest {
  private static final int MERGE = 80;
  private static final int TURN_SIZE = 4;

  private final FakeLoop loop = new FakeLoop();
  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
  private final LiveStream stream =
      new LiveStream(
          StreamKey.of("live", "demo").orElseThrow(),
          loop.context(),
          StreamSettings.DEFAULT,
          allocator,
          loop,
          0,
          StreamObserver.NONE);
  private final List<Listener> players = new ArrayList<>();
  private final List<Subscription> places = new ArrayList<>();
  private int merge = MERGE;
  private LoopFanout fanout;
  private long number;

  @AfterEach
  void nothingIsHeldAfterTheEnd() {
    fanout.sendEnd();
    pass(0);
    assertThat(allocator.metric().usedDirectMemory()).isZero();
  }

  @Test
  void everyoneHasOneTurnInTheMergeTimeAndTheTurnsAreSpread() {
    add(16);
    send();
    send();
    List<Integer> served = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      pass(i == 0 ? 1 : 20);
      served.add(writes());
    }

    assertThat(served).containsExactly(4, 8, 12, 16);
    assertThat(players).allSatisfy(p -> assertThat(p.messages).containsExactly("A0@0", "A1@10"));
  }

  @Test
  void whatComesInARoundReachesEverybodyOnceAndInOrder() {
    add(16);
    for (int i = 0; i < 20; i++) {
      send();
      pass(13);
    }
    pass(MERGE);
    pass(MERGE);
    List<String> all = IntStream.range(0, 20).mapToObj(i -> "A" + i + "@" + 10 * i).toList();
    assertThat(players).allSatisfy(player -> assertThat(player.messages).isEqualTo(all));
    assertThat(writes()).as("fewer writes than batches").isLessThan(16 * 8);
  }

  @Test
  void nobodyLosesABatchHoweverOthersComeAndGo() {
    Random random = new Random(7);
    add(20);
    List<Long> since = new ArrayList<>();
    players.forEach(p -> since.add(0L));
    for (int i = 0; i < 600; i++) {
      switch (random.nextInt(6)) {
        case 0 -> {
          since.add(number);
          add(1);
        }
        case 1 -> places.get(random.nextInt(places.size())).cancel();
        case 2, 3 -> send();
        default -> pass(random.nextInt(30));
      }
    }
    pass(MERGE);
    pass(MERGE);
    pass(MERGE);
    for (int i = 0; i < players.size(); i++) {
      Listener player = players.get(i);
      for (int k = 0; k < player.messages.size(); k++) {
        long expected = since.get(i) + k;
        assertThat(player.messages.get(k)).isEqualTo("A" + expected + "@" + 10 * expected);
      }
      if (!places.get(i).cancelled) {
        assertThat(player.messages).hasSize((int) (number - since.get(i)));
      }
      assertThat(player.gaps).isZero();
    }
  }

  @Test
  void thousandsMayLeaveInTheMiddleOfARound() {
    add(20_000);
    send();
    pass(1);
    for (int i = 0; i < 2_500; i++) {
      places.get(i).cancel();
    }
    pass(MERGE);
    assertThat(players.subList(2_500, 20_000)).allMatch(player -> player.writes == 1);
  }

  @Test
  void aLoopThatWantsNothingMergedAnyMoreGetsWhatWaitsAtOnce() {
    add(8);
    send();
    pass(1);
    merge = 0;
    send();
    pass(0);
    assertThat(players).allSatisfy(p -> assertThat(p.messages).containsExactly("A0@0", "A1@10"));
  }

  @Test
  void aLoopThatDoesNotComeRoundLosesBatchesAndItsPlayersAreTold() {
    merge = 0;
    add(2);
    EncodedBatch big = Frames.batch(Frames.sized(0, 1 << 20));
    int kept = 0;
    for (int i = 0; i < 40; i++) {
      fanout.send(big, number++);
      kept += big.size();
    }
    assertThat(kept).isGreaterThan(2 * LoopFanout.MAX_QUEUED);
    pass(0);
    int got = players.get(0).writes;
    assertThat(got).isLessThan(20);
    fanout.send(big, number++);
    pass(0);
    big.release();

    assertThat(players).allSatisfy(p -> assertThat(p.gaps).isEqualTo(1));
    assertThat(players).allSatisfy(p -> assertThat(p.writes).isEqualTo(got + 1));
  }

  private void add(int count) {
    for (int i = 0; i < count; i++) {
      Listener player = new Listener(loop);
      player.pace =
          new LoopPace() {
            @Override
            public int mergeMillis() {
              return merge;
            }

            @Override
            public long nowNanos() {
              return loop.nowNanos();
            }

            @Override
            public void after(long millis, Runnable task) {
              loop.after(millis, task);
            }
          };
      if (fanout == null) {
        fanout = new LoopFanout(player, allocator, TURN_SIZE);
      }
      Subscription place = new Subscription(stream, player);
      players.add(player);
      places.add(place);
      fanout.send(place, new Subscriber.Join(null, new EncodedBatch[0], 0), number);
    }
    loop.runAll();
  }

  private void send() {
    EncodedBatch batch = Frames.batch(Frames.audio(10 * number, (int) number));
    fanout.send(batch, number++);
    batch.release();
    loop.runAll();
  }

  private int writes() {
    return players.stream().mapToInt(player -> player.writes).sum();
  }

  private void pass(long millis) {
    for (long i = 0; i < millis; i++) {
      loop.advance(1);
      loop.runAll();
    }
    loop.runAll();
  }
}
