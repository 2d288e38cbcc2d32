package dev.weir.cluster;

import dev.weir.stream.StreamKey;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Which origin serves which stream, cluster-wide. A hint: the origin itself is the truth, and a
 * record may be up to a lease (15 s) out of date in the worst case.
 *
 * <p>No method blocks, and all may be called from any thread. A future completes on the Vert.x
 * context it was asked from, otherwise on a thread of the cluster's own. Every call has a deadline
 * of 6 s, which is longer than a frozen member is waited for; past it, and whenever no origin is
 * there, futures fail with {@link ClusterUnavailableException}.
 */
public interface StreamRegistry {
  /** Seconds a claim stands without renewal. Owners renew every third of it. */
  int LEASE_SECONDS = 15;

  /** Seconds between two renewals of a claim by its owner. */
  int RENEW_SECONDS = 5;

  /**
   * Claims a stream for this node, as one atomic step: it succeeds when nobody holds it, when this
   * node itself does, when the holder's publisher is absent, or when its priority is lower. The
   * node must have announced itself (see {@link NodeDirectory#announce}), because the record
   * carries its address.
   *
   * @return the record that now stands, with an epoch above any earlier one; fails with {@link
   *     StreamTakenException} when another origin keeps the stream, and with {@link
   *     IllegalStateException} before the announcement
   */
  Future<StreamRecord> claim(StreamKey key, int priority);

  /**
   * Extends this node's claim by a lease, and publishes the priority and absence that {@code mine}
   * says; its epoch stays. An entry that vanished, or that stands lower than {@code mine} by the
   * rule (see {@link StreamRecord#outranks}), is put back as {@code mine}. Renewals of one claim
   * must follow one another, or an earlier one may undo what a later one said.
   *
   * @return false when the claim is lost: another one stands or it was released, and this node must
   *     not serve the stream as its own
   */
  Future<Boolean> renew(StreamRecord mine);

  /**
   * Says whether the publisher of this node's claim is there, and renews the claim.
   *
   * @return as {@link #renew}
   */
  default Future<Boolean> markAbsent(StreamRecord mine, boolean absent) {
    return renew(mine.withAbsent(absent));
  }

  /**
   * Gives a claim up. Does nothing when another claim (or a newer one of this node) stands. The key
   * is free at once; what ended is remembered for a lease, so that epochs go on growing.
   */
  Future<Void> release(StreamRecord mine);

  /** Who holds the stream; empty when nobody does, or when its record is of an unknown version. */
  Future<Optional<StreamRecord>> locate(StreamKey key);

  /**
   * What this node last heard about the stream without asking: at least as new as what the latest
   * call of a watch was about, but it may be wrong while the cluster changes. Any thread; never
   * blocks.
   */
  Optional<StreamRecord> seen(StreamKey key);

  /** The claims that stand, ordered by key; the first 10,000 of them. */
  Future<List<StreamRecord>> list();

  /**
   * Waits until what this node sees of the cluster can be believed, after it stood still. The
   * others may have given it up meanwhile, and then it sees an island of its own, on which all its
   * claims stand, until the two merge.
   *
   * @param stood for how long it stood still
   * @return completes at once when that was too short for being given up; else when after a second
   *     no origin was lost from view and all say that they count this node among them, or with a
   *     merge, or after 8 s at the latest, when nobody is left to merge with, or who is left does
   *     not answer. Never fails
   */
  Future<Void> settled(Duration stood);

  /**
   * Calls {@code changed} whenever a stream's record was added, replaced or removed, and for every
   * known stream after a merge or the loss of an origin. The call says nothing but "look again": it
   * may come twice, late, or on any thread (which it must not block), and every 30 s a comparison
   * with the map makes up for calls that went missing.
   *
   * @throws IllegalStateException when 64 watches are open already
   */
  Watch watch(Consumer<StreamKey> changed);
}
