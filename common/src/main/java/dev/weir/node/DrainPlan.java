package dev.weir.node;

import dev.weir.metrics.ConnectionKind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Who is asked to leave, and who is closed, when. Nothing but arithmetic: it is told the time and
 * who is there, and says what is due.
 *
 * <pre>
 * 0   notice      spread                 closing from              end      deadline
 * | served | asked one after another |  served  | closed one after another | leaving |
 * </pre>
 *
 * <p>Other nodes' pulls go last: with them go the players of an edge, unless their stream has a new
 * owner by then. They are asked when nobody but them is left, or when the closing begins.
 */
final class DrainPlan {
  /** The cluster is left in this time; less of it when the deadline is short. */
  private static final long LEAVING_MILLIS = 3_000;

  /** Time for the owner of a moved stream to become the source of those who pulled it here. */
  private static final long PULLS_MILLIS = 2_000;

  private static final int SHARE = 4;

  private final long startNanos;
  private final long spreadMillis;
  private final long endMillis;
  private final long pullsMillis;
  private final Deque<Slot> asks = new ArrayDeque<>();
  private Deque<Slot> closes;
  private boolean pullsAsked;
  private long pullsUntilMillis = Long.MAX_VALUE;

  /** What a guest is. */
  enum Kind {
    PLAYER,
    PUBLISHER,
    PULL;

    static Kind of(ConnectionKind kind) {
      return switch (kind) {
        case PUBLISHER -> PUBLISHER;
        case EDGE_PULL -> PULL;
        default -> PLAYER;
      };
    }
  }

  /**
   * A connection that is served.
   *
   * @param id which
   * @param kind what it does
   * @param reconnects goes elsewhere when it is asked to
   */
  record Guest(String id, Kind kind, boolean reconnects) {}

  /** What is done to a guest. */
  enum Action {
    ASK,
    CLOSE
  }

  /** Something due. */
  record Step(Action action, String guest) {}

  private record Slot(String guest, long atMillis) {}

  /**
   * Begins.
   *
   * @param guests those who are there
   */
  DrainPlan(DrainSettings settings, long nowNanos, List<Guest> guests) {
    Duration deadline = settings.deadline();
    this.startNanos = nowNanos;
    this.spreadMillis = settings.spread().toMillis();
    this.endMillis = deadline.toMillis() - Math.min(LEAVING_MILLIS, deadline.toMillis() / SHARE);
    this.pullsMillis = Math.min(PULLS_MILLIS, endMillis / SHARE);
    List<Guest> asked =
        guests.stream().filter(g -> g.reconnects() && g.kind() != Kind.PULL).toList();
    // Whoever is asked should have left before the closing begins.
    long notice = settings.notice().toMillis();
    long over = Math.max(0, Math.min(spreadMillis, closesFromMillis(hasPulls(guests)) - notice));
    for (int i = 0; i < asked.size(); i++) {
      asks.add(new Slot(asked.get(i).id(), notice + over * i / asked.size()));
    }
  }

  /** When the first is closed, in milliseconds from the start. */
  long closesFromMillis(boolean pulls) {
    return Math.max(0, lastCloseMillis(pulls) - spreadMillis);
  }

  /** When nobody is left, in milliseconds from the start. */
  long endMillis() {
    return endMillis;
  }

  /**
   * What is due by now; each step once. To be asked often.
   *
   * @param present those who are there
   */
  List<Step> due(long nowNanos, List<Guest> present) {
    long now = TimeUnit.NANOSECONDS.toMillis(nowNanos - startNanos);
    if (now >= endMillis || now >= pullsUntilMillis) {
      return present.stream().map(guest -> new Step(Action.CLOSE, guest.id())).toList();
    }
    List<Step> steps = new ArrayList<>();
    take(asks, now, Action.ASK, steps);
    boolean pulls = hasPulls(present);
    boolean closing = now >= closesFromMillis(pulls);
    boolean pullsOnly = pulls && present.stream().allMatch(guest -> guest.kind() == Kind.PULL);
    if (pulls && !pullsAsked && (closing || pullsOnly)) {
      pullsAsked = true;
      present.stream()
          .filter(guest -> guest.kind() == Kind.PULL && guest.reconnects())
          .forEach(guest -> steps.add(new Step(Action.ASK, guest.id())));
    }
    if (pullsOnly && pullsUntilMillis == Long.MAX_VALUE) {
      pullsUntilMillis = now + pullsMillis;
    }
    if (closing) {
      if (closes == null) {
        closes = closes(now, present, pulls);
      }
      take(closes, now, Action.CLOSE, steps);
    }
    return steps;
  }

  /** One after another over what is left of the spread; who may still go by himself comes later. */
  private Deque<Slot> closes(long now, List<Guest> present, boolean pulls) {
    List<Guest> guests =
        present.stream()
            .filter(guest -> guest.kind() != Kind.PULL)
            .sorted(Comparator.comparing(Guest::reconnects))
            .toList();
    long over = Math.max(0, lastCloseMillis(pulls) - now);
    Deque<Slot> slots = new ArrayDeque<>();
    for (int i = 0; i < guests.size(); i++) {
      slots.add(new Slot(guests.get(i).id(), now + over * (i + 1) / guests.size()));
    }
    return slots;
  }

  private long lastCloseMillis(boolean pulls) {
    return pulls ? endMillis - pullsMillis : endMillis;
  }

  private static void take(Deque<Slot> slots, long now, Action action, List<Step> steps) {
    while (!slots.isEmpty() && slots.peek().atMillis() <= now) {
      steps.add(new Step(action, slots.poll().guest()));
    }
  }

  private static boolean hasPulls(List<Guest> guests) {
    return guests.stream().anyMatch(guest -> guest.kind() == Kind.PULL);
  }
}
