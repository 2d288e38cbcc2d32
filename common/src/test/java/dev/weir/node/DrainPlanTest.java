package dev.weir.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.node.DrainPlan.Action;
import dev.weir.node.DrainPlan.Guest;
import dev.weir.node.DrainPlan.Kind;
import dev.weir.node.DrainPlan.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DrainPlanTest {
  private static final long START = -5_000_000_000L;
  private static final long TICK = 10;

  /** Steps by guest, as in {@code ASK p-1}, and when each was due, in milliseconds. */
  private final Map<String, Long> times = new LinkedHashMap<>();

  @Test
  void playersThatCannotReconnectAreServedUntilTheClosingAndThenClosedLinearly() {
    List<Guest> guests = guests(50, Kind.PLAYER, false);
    run(30, 10, guests);

    List<Long> closes = times("CLOSE");
    assertThat(closes).hasSize(50).isSorted().first().isEqualTo(17_200L);
    assertThat(closes.get(49)).isEqualTo(27_000);
    for (int i = 1; i < 50; i++) {
      assertThat(closes.get(i) - closes.get(i - 1)).isBetween(190L, 210L);
    }
    assertThat(times("ASK")).isEmpty();
  }

  @Test
  void whoCanReconnectIsAskedOverTheSpreadFromTheBeginning() {
    List<Guest> guests = new ArrayList<>(guests(10, Kind.PUBLISHER, true));
    guests.addAll(guests(10, Kind.PLAYER, true));
    guests.addAll(guests(10, Kind.PLAYER, false));
    run(30, 10, guests);

    assertThat(times("ASK"))
        .containsExactly(IntStream.range(0, 20).mapToObj(i -> i * 500L).toArray(Long[]::new));
  }

  @Test
  void nobodyIsAskedBeforeTheNoticeIsOver() {
    List<Guest> guests = guests(4, Kind.PLAYER, true);
    DrainSettings settings =
        new DrainSettings(
            Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofSeconds(10), true);
    DrainPlan plan = new DrainPlan(settings, START, guests);

    assertThat(plan.due(at(4_999), guests)).isEmpty();
    assertThat(plan.due(at(5_000), guests)).containsExactly(new Step(Action.ASK, "PLAYER-0"));
    assertThat(plan.due(at(12_500), guests)).hasSize(3);
  }

  @Test
  void aNoticeIsAtMostAQuarterOfTheDeadline() {
    DrainSettings settings =
        new DrainSettings(Duration.ofMinutes(5), Duration.ofSeconds(8), Duration.ZERO, true);

    assertThat(settings.within(Duration.ofSeconds(12)).notice()).isEqualTo(Duration.ofSeconds(3));
    assertThat(settings.within(Duration.ZERO).notice()).isZero();
  }

  @Test
  void anEndThatComesForwardLeavesTheRestOfTheNotice() {
    DrainSettings settings =
        new DrainSettings(Duration.ofHours(1), Duration.ofSeconds(8), Duration.ZERO, true);
    Duration soon = Duration.ofMinutes(1);

    assertThat(settings.soon(soon, Duration.ofSeconds(2)).notice())
        .isEqualTo(Duration.ofSeconds(6));
    assertThat(settings.soon(soon, Duration.ofSeconds(9)).notice()).isZero();
    assertThat(settings.soon(Duration.ofSeconds(4), Duration.ofSeconds(2)).notice())
        .isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void whoWasAskedIsClosedAfterThoseWhoCouldNotBe() {
    List<Guest> guests = new ArrayList<>(guests(5, Kind.PUBLISHER, true));
    guests.addAll(guests(5, Kind.PLAYER, false));
    run(30, 10, guests);

    assertThat(times.keySet().stream().filter(step -> step.startsWith("CLOSE")))
        .startsWith("CLOSE PLAYER-0")
        .endsWith("CLOSE PUBLISHER-4");
  }

  @Test
  void pullsAreAskedWhenTheClosingBeginsAndClosedLast() {
    List<Guest> guests = new ArrayList<>(guests(3, Kind.PULL, true));
    guests.addAll(guests(4, Kind.PUBLISHER, false));
    run(30, 10, guests);

    assertThat(times)
        .containsEntry("ASK PULL-0", 15_000L)
        .containsEntry("ASK PULL-2", 15_000L)
        .containsEntry("CLOSE PUBLISHER-3", 25_000L)
        .containsEntry("CLOSE PULL-0", 25_000L + 2_000L);
  }

  @Test
  void pullsThatAreLeftAloneAreAskedAtOnceAndHaveTwoSeconds() {
    DrainPlan plan = plan(30, 10, guests(2, Kind.PULL, true));
    List<Guest> present = guests(2, Kind.PULL, true);

    assertThat(plan.due(at(0), present)).extracting(Step::action).containsOnly(Action.ASK);
    assertThat(plan.due(at(1_999), present)).isEmpty();
    assertThat(plan.due(at(2_000), present))
        .containsExactly(new Step(Action.CLOSE, "PULL-0"), new Step(Action.CLOSE, "PULL-1"));
  }

  @Test
  void aPullThatCannotReconnectIsNotAsked() {
    DrainPlan plan = plan(30, 10, guests(1, Kind.PULL, false));

    assertThat(plan.due(at(0), guests(1, Kind.PULL, false))).isEmpty();
  }

  @Test
  void whoStillComesIsClosedWithTheLast() {
    DrainPlan plan = plan(30, 10, List.of());
    List<Guest> late = guests(1, Kind.PLAYER, true);

    assertThat(plan.due(at(26_999), List.of())).isEmpty();
    assertThat(plan.due(at(27_000), late)).containsExactly(new Step(Action.CLOSE, "PLAYER-0"));
  }

  @ParameterizedTest
  @CsvSource({
    "30, 10, 17000, 27000",
    "30, 0, 27000, 27000",
    "30, 60, 0, 27000",
    "4, 1, 2000, 3000",
    "4, 10, 0, 3000",
    "0, 10, 0, 0"
  })
  void theTimesFollowFromTheSettings(int deadline, int spread, long closes, long end) {
    DrainPlan plan = plan(deadline, spread, List.of());

    assertThat(plan.closesFromMillis(false)).isEqualTo(closes);
    assertThat(plan.endMillis()).isEqualTo(end);
  }

  @ParameterizedTest
  @CsvSource({"30, 10", "4, 1", "4, 10", "1, 0", "3600, 3600"})
  void everybodyIsClosedOnceAndByTheEndWhateverTheSettings(int deadline, int spread) {
    List<Guest> guests = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      guests.addAll(guests(7, kind, kind == Kind.PUBLISHER));
    }
    run(deadline, spread, guests);

    assertThat(times("CLOSE")).hasSize(21);
    assertThat(times("CLOSE")).allMatch(time -> time <= deadline * 1_000L);
    assertThat(times("ASK")).hasSize(7);
  }

  @Test
  void aDriverThatSleptCatchesUpInOrder() {
    List<Guest> guests = guests(10, Kind.PLAYER, false);
    DrainPlan plan = plan(30, 10, guests);
    plan.due(at(17_000), guests);

    assertThat(plan.due(at(22_000), guests))
        .extracting(Step::guest)
        .containsExactly("PLAYER-0", "PLAYER-1", "PLAYER-2", "PLAYER-3", "PLAYER-4");
    assertThat(plan.due(at(22_000), guests)).isEmpty();
  }

  /** Guests stay until they are closed. */
  private void run(int deadline, int spread, List<Guest> guests) {
    DrainPlan plan = plan(deadline, spread, guests);
    List<Guest> present = new ArrayList<>(guests);
    for (long now = 0; !present.isEmpty() && now <= deadline * 1_000L; now += TICK) {
      for (Step step : plan.due(at(now), present)) {
        String line = step.action() + " " + step.guest();
        assertThat(times).doesNotContainKey(line);
        times.put(line, now);
        if (step.action() == Action.CLOSE) {
          present.removeIf(guest -> guest.id().equals(step.guest()));
        }
      }
    }
  }

  private List<Long> times(String action) {
    return times.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(action))
        .map(Map.Entry::getValue)
        .toList();
  }

  private static DrainPlan plan(int deadline, int spread, List<Guest> guests) {
    DrainSettings settings =
        new DrainSettings(
            Duration.ofSeconds(deadline), Duration.ZERO, Duration.ofSeconds(spread), false);
    return new DrainPlan(settings, START, guests);
  }

  private static List<Guest> guests(int count, Kind kind, boolean reconnects) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Guest(kind + "-" + i, kind, reconnects))
        .toList();
  }

  private static long at(long millis) {
    return START + TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
