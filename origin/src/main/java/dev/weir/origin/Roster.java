package dev.weir.origin;

import java.util.ArrayList;
import java.util.List;

/** The accepted publishers of one stream on this origin, in the order they came. */
final class Roster {
  private final List<Ingest> members = new ArrayList<>();

  void add(Ingest ingest) {
    members.add(ingest);
  }

  boolean remove(Ingest ingest) {
    return members.remove(ingest);
  }

  boolean contains(Ingest ingest) {
    return members.contains(ingest);
  }

  boolean isEmpty() {
    return members.isEmpty();
  }

  /** How many others than the leader there are. */
  int standbys(Ingest leader) {
    return members.size() - (members.contains(leader) ? 1 : 0);
  }

  List<Ingest> all() {
    return List.copyOf(members);
  }

  /** Of those alive the one of highest priority, and of those the latest; or null. */
  Ingest best(long nowNanos) {
    Ingest best = null;
    for (Ingest member : members) {
      if (member.isAlive(nowNanos) && (best == null || member.priority() >= best.priority())) {
        best = member;
      }
    }
    return best;
  }

  /** Who is to be on the air after {@code leader}; the same while nobody is better. */
  Ingest next(Ingest leader, long nowNanos) {
    Ingest best = best(nowNanos);
    if (best == null) {
      return leader;
    }
    boolean better =
        leader == null || !leader.isAlive(nowNanos) || best.priority() > leader.priority();
    return better ? best : leader;
  }
}
