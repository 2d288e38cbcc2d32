package dev.weir.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MediaClockTest {
  private static final long START = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(1);

  private final MediaClock clock = new MediaClock(START);

  private static long after(long millis) {
    return START + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  @Test
  void aPublisherThatWasJustAcceptedIsNewForTwoSeconds() {
    assertThat(clock.at(after(1_999))).isEqualTo(Liveness.NEW);
    assertThat(clock.at(after(2_000))).isEqualTo(Liveness.SILENT);

    clock.accepted(after(5_000));

    assertThat(clock.at(after(6_000))).isEqualTo(Liveness.NEW);
  }

  @Test
  void aPublisherIsSilentAfterASecondAndAHalfWithoutMedia() {
    clock.heard(after(500));

    assertThat(clock.at(after(600))).isEqualTo(Liveness.SENDING);
    assertThat(clock.at(after(1_999))).isEqualTo(Liveness.SENDING);
    assertThat(clock.at(after(2_000))).isEqualTo(Liveness.SILENT);
  }

  @Test
  void theTimeToItsSilenceIsTold() {
    assertThat(clock.millisToSilence(after(100))).isZero();
    clock.heard(after(500));

    long left = clock.millisToSilence(after(1_800));

    assertThat(left).isEqualTo(201);
    assertThat(clock.at(after(1_800 + left))).isEqualTo(Liveness.SILENT);
    assertThat(clock.millisToSilence(after(2_000))).isZero();
  }

  @Test
  void aDoubtedPublisherIsSilentUntilMediaComes() {
    clock.heard(after(500));
    clock.doubt();

    assertThat(clock.at(after(501))).isEqualTo(Liveness.SILENT);

    clock.heard(after(600));

    assertThat(clock.at(after(601))).isEqualTo(Liveness.SENDING);
  }
}
