package dev.weir.origin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.AccessDecision;
import dev.weir.stream.StreamKey;
import dev.weir.stream.StreamSettings;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RosterTest {
  private static final long NOW = System.nanoTime();
  private static final long SILENCE = TimeUnit.SECONDS.toNanos(3);

  private final Roster roster = new Roster();
  private final Ingest primary = member(100);
  private final Ingest backup = member(50);

  private Ingest member(int priority) {
    Ingest ingest = new Ingest(new StreamKey("live", "demo"), null, StreamSettings.DEFAULT);
    ingest.allow(AccessDecision.allowed(priority, "x"));
    ingest.clock().heard(NOW);
    roster.add(ingest);
    return ingest;
  }

  @Test
  void theHighestPriorityLeads() {
    assertThat(roster.next(null, NOW)).isSameAs(primary);
    assertThat(roster.next(backup, NOW)).isSameAs(primary);
  }

  @Test
  void theBackupLeadsWhileThePrimaryIsSilentAndNoLonger() {
    long later = NOW + SILENCE;
    backup.clock().heard(later);

    assertThat(roster.next(primary, later)).isSameAs(backup);

    primary.clock().heard(later);

    assertThat(roster.next(backup, later)).isSameAs(primary);
  }

  @Test
  void whenAllAreSilentNothingChanges() {
    long later = NOW + SILENCE;

    assertThat(roster.next(primary, later)).isSameAs(primary);
    assertThat(roster.next(null, later)).isNull();
    assertThat(roster.best(later)).isNull();
  }

  @Test
  void anEqualOneDoesNotReplaceALeaderThatLives() {
    Ingest equal = member(100);

    assertThat(roster.next(primary, NOW)).isSameAs(primary);

    primary.clock().doubt();

    assertThat(roster.next(primary, NOW)).isSameAs(equal);
  }

  @Test
  void standbysAreAllButTheLeader() {
    assertThat(roster.standbys(primary)).isOne();
    assertThat(roster.standbys(null)).isEqualTo(2);
    roster.remove(backup);
    assertThat(roster.standbys(primary)).isZero();
  }
}
