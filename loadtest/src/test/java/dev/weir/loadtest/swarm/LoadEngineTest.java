package dev.weir.loadtest.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class LoadEngineTest {
  @Test
  void tellsWhatThereIsBeforeTheSecondIsOver() {
    try (LoadEngine engine = LoadEngine.open(1)) {
      List<SwarmSecond> seconds = new CopyOnWriteArrayList<>();
      Consumer<SwarmSecond> listener = seconds::add;
      engine.onSecond(listener);
      SwarmLoop loop = engine.players().loop(0);
      loop.eventLoop()
          .execute(() -> loop.tally(PlayerStyle.Kind.HEALTHY).pause(2 * Tally.STALL_NANOS));

      engine.tellRest();

      engine.removeListener(listener);
      assertThat(seconds.stream().mapToLong(second -> second.tally().stalls()).sum()).isEqualTo(1);
      assertThat(seconds.stream().filter(SwarmSecond::isEmpty).count())
          .isEqualTo(seconds.size() - 1);
    }
  }

  @Test
  void tellsSecondsAndFiguresToWhoeverListens() {
    List<SwarmSecond> seconds = new CopyOnWriteArrayList<>();
    List<String> figures = new CopyOnWriteArrayList<>();
    try (LoadEngine engine = LoadEngine.open(2)) {
      Consumer<SwarmSecond> listener = seconds::add;
      engine.onSecond(listener);
      engine.onFigure((name, millis) -> figures.add(name + " " + millis));
      await().until(() -> seconds.size() > 1);
      engine.removeListener(listener);

      engine.tell("interruption", 12.5);

      assertThat(engine.threads()).hasSize(3).doesNotHaveDuplicates();
      assertThat(engine.isEnding()).isFalse();
      engine.beginEnd();
      assertThat(engine.isEnding()).isTrue();
    }
    assertThat(figures).containsExactly("interruption 12.5");
    assertThat(seconds.get(0).opened()).isZero();
    assertThat(seconds.get(0).receivedShare()).isEmpty();
  }
}
