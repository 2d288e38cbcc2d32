package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogPaceTest {
  @Test
  void fiveLinesASecondAndNoMore() {
    LogPace pace = new LogPace();
    long start = System.nanoTime();

    assertThat(admitted(pace, start)).isEqualTo(5);
    assertThat(admitted(pace, start + TimeUnit.MILLISECONDS.toNanos(900))).isZero();
    assertThat(admitted(pace, start + TimeUnit.MILLISECONDS.toNanos(1_100))).isEqualTo(5);
  }

  private static long admitted(LogPace pace, long nowNanos) {
    return IntStream.range(0, 100).filter(i -> pace.admits(nowNanos)).count();
  }
}
