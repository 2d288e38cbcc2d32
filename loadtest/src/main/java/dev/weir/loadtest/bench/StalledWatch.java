package dev.weir.loadtest.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Finds out when the server closed players that do not read. Not safe for use from several threads.
 */
final class StalledWatch {
  /**
   * A player that stopped to read.
   *
   * @param port its TCP port
   * @param heldNanos when it stopped
   * @param goneNanos when its own end saw the end; 0 for not yet
   */
  record Stalled(int port, long heldNanos, long goneNanos) {}

  /**
   * A player that was closed.
   *
   * @param sinceHeld seconds from when it stopped to read
   * @param sinceProgress seconds from when the server's kernel last took or lost a byte for it
   */
  record Closed(double sinceHeld, double sinceProgress) {}

  private static final class Progress {
    private long unsent = -1;
    private long nanos;
  }

  private final Supplier<Map<Integer, TcpTable.Entry>> table;
  private final LongSupplier clock;
  private final Map<Integer, Progress> open = new HashMap<>();
  private final Set<Integer> done = new HashSet<>();
  private final List<Closed> closed = new ArrayList<>();

  /**
   * @param table the server's connections now, by the players' ports
   * @param clock in nanoseconds
   */
  StalledWatch(Supplier<Map<Integer, TcpTable.Entry>> table, LongSupplier clock) {
    this.table = table;
    this.clock = clock;
  }

  /** Looks once; figures are as fine as the looks are frequent. */
  void look(List<Stalled> players) {
    Map<Integer, TcpTable.Entry> entries = table.get();
    long now = clock.getAsLong();
    for (Stalled player : players) {
      if (player.heldNanos() != 0 && !done.contains(player.port())) {
        look(player, entries.get(player.port()), now);
      }
    }
  }

  /** The players that were closed so far. */
  List<Closed> closed() {
    return closed;
  }

  private void look(Stalled player, TcpTable.Entry entry, long now) {
    Progress progress = open.computeIfAbsent(player.port(), port -> new Progress());
    if (progress.unsent < 0) {
      progress.nanos = player.heldNanos();
    }
    if (player.goneNanos() != 0 || entry == null || !entry.established()) {
      long end = player.goneNanos() != 0 ? player.goneNanos() : now;
      closed.add(new Closed((end - player.heldNanos()) / 1e9, (end - progress.nanos) / 1e9));
      done.add(player.port());
    } else if (entry.unsent() != progress.unsent) {
      progress.unsent = entry.unsent();
      progress.nanos = now;
    }
  }
}
