package dev.weir.loadtest.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.loadtest.bench.StalledWatch.Closed;
import dev.weir.loadtest.bench.StalledWatch.Stalled;
import dev.weir.loadtest.bench.TcpTable.Entry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class StalledWatchTest {
  private static final long SECOND = 1_000_000_000;

  private final Map<Integer, Entry> table = new HashMap<>();
  private long now = 100 * SECOND;
  private final StalledWatch watch = new StalledWatch(() -> table, () -> now);

  @Test
  void countsFromTheLastByteThatTheKernelTook() {
    at(101, new Entry(true, 1_000));
    at(102, new Entry(true, 5_000));
    at(103, new Entry(true, 5_000));
    at(112, new Entry(false, 5_000));
    at(113, new Entry(false, 5_000));

    assertThat(watch.closed()).containsExactly(new Closed(12, 10));
  }

  @Test
  void believesThePlayersOwnEnd() {
    at(101, new Entry(true, 1_000));
    now = 120 * SECOND;

    watch.look(List.of(new Stalled(7, 100 * SECOND, 111 * SECOND)));

    assertThat(watch.closed()).containsExactly(new Closed(11, 10));
  }

  @Test
  void takesAConnectionThatIsNotInTheTableForClosed() {
    at(101, new Entry(true, 1_000));
    table.clear();
    now = 104 * SECOND;

    watch.look(List.of(new Stalled(7, 100 * SECOND, 0)));

    assertThat(watch.closed()).containsExactly(new Closed(4, 3));
  }

  @Test
  void waitsUntilAPlayerStoppedToRead() {
    watch.look(List.of(new Stalled(7, 0, 0)));

    assertThat(watch.closed()).isEmpty();
  }

  private void at(int second, Entry entry) {
    now = second * SECOND;
    table.put(7, entry);
    watch.look(List.of(new Stalled(7, 100 * SECOND, 0)));
  }
}
