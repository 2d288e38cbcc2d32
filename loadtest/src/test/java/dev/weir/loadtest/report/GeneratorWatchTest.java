package dev.weir.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class GeneratorWatchTest {
  private volatile boolean ended;

  @Test
  void seesTheLoopThatWorks() throws InterruptedException {
    Thread loop = new Thread(this::spin);
    loop.start();
    GeneratorWatch watch = GeneratorWatch.start("g-0", List.of(loop.getId()));
    double share = 0;
    while (!(share > 0)) {
      share = watch.look();
    }
    ended = true;
    loop.join();

    Generator generator = watch.generator();
    assertThat(generator.name()).isEqualTo("g-0");
    assertThat(generator.loops()).isEqualTo(1);
    assertThat(generator.busyShare()).isGreaterThan(0);
  }

  @Test
  void knowsNothingWithoutLoops() {
    GeneratorWatch watch = GeneratorWatch.start("g-0", List.of());

    assertThat(watch.look()).isNaN();
    assertThat(watch.generator().busyShare()).isNaN();
  }

  private void spin() {
    while (!ended) {
      Thread.onSpinWait();
    }
  }
}
