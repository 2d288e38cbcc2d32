package dev.weir.loadtest.gatling;

import dev.weir.loadtest.report.MeasureBook;
import dev.weir.loadtest.swarm.LoadEngine;
import dev.weir.loadtest.swarm.Target;
import io.gatling.core.protocol.Protocol;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What all users of a scenario have in common.
 *
 * @param players where players go, each user to one of these in turn, and to the next one when it
 *     was cut off or refused
 * @param publishers where publishers go, each to one of these in turn; those that return all begin
 *     with the first and try the others when they are cut off
 * @param moves whether users announce that they go elsewhere when a server asks them to
 * @param returns whether publishers that are cut off come back
 * @param connectTimeout how long connecting may take
 * @param playTimeout how long it may take from play to the first key frame, and from publish until
 *     it is granted
 * @param engine drives the connections and stays its maker's; empty for one of the run
 * @param loops event loops of the run's own engine
 * @param book takes all measures, too
 */
record RtmpProtocol(
    List<Target> players,
    List<Target> publishers,
    boolean moves,
    boolean returns,
    Duration connectTimeout,
    Duration playTimeout,
    Optional<LoadEngine> engine,
    int loops,
    MeasureBook book)
    implements Protocol {

  /** One of the targets of players, each in turn as the number rises. */
  Target player(long number) {
    return players.get((int) Math.floorMod(number, (long) players.size()));
  }

  /** The first target of a publisher: those that return all begin with the same one. */
  Target publisher(long userId) {
    return publishers.get(returns ? 0 : (int) Math.floorMod(userId, (long) publishers.size()));
  }
}
