package dev.weir.origin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cluster.StreamRecord;
import dev.weir.stream.StreamKey;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OwnerElsewhereTest {
  private static final StreamRecord OTHER =
      new StreamRecord(new StreamKey("live", "demo"), "o2", "10.0.0.2", 1935, 100, 1, 0);

  private final OwnerElsewhere elsewhere = new OwnerElsewhere();

  private double quietMillis() {
    long now = System.nanoTime();
    return (now - elsewhere.quietSinceNanos(now)) / 1e6;
  }

  @Test
  void onlyOfASilentPublisherItIsKnownThatItSentNothing() {
    elsewhere.holder(OTHER.silentFor(Duration.ofMillis(1_500)));
    assertThat(quietMillis()).isBetween(1_500.0, 2_400.0);

    elsewhere.holder(OTHER.withAbsent(true));
    assertThat(quietMillis()).isLessThan(900);

    // Who is there feeds it, and of who is gone nothing is known, however long that is known.
    elsewhere.holder(OTHER);
    assertThat(quietMillis()).isZero();
    elsewhere.holder(null);
    assertThat(quietMillis()).isZero();
  }
}
