package dev.weir.loadtest.swarm;

import java.util.Collection;
import java.util.OptionalDouble;

/**
 * What happened in a second, to healthy players and to publishers.
 *
 * @param tally frames and stalls
 * @param opened players that are there
 * @param playing of these, such that got media and are connected
 * @param stalled of these, such that wait for a picture for longer than {@link Tally#STALL_NANOS};
 *     a stall that is over, and only such a one, is in the tally
 * @param watched of those that play, such that did for all of the second
 * @param watchedBytes received by them
 * @param publishing streams that a server takes
 * @param published of these, such that it took for all of the second
 * @param publishedBytes sent for them
 */
public record SwarmSecond(
    Tally tally,
    int opened,
    int playing,
    int stalled,
    int watched,
    long watchedBytes,
    int publishing,
    int published,
    long publishedBytes) {
  private static final double BYTES_PER_KBIT = 1_000 / 8.0;
  private static final double PERCENT = 100;

  /** Nothing happened. */
  static SwarmSecond empty() {
    return new SwarmSecond(new Tally(), 0, 0, 0, 0, 0, 0, 0, 0);
  }

  static SwarmSecond of(
      Tally tally, Collection<SwarmPlayer> players, Collection<SwarmPublisher> publishers) {
    long now = System.nanoTime();
    int opened = 0;
    int playing = 0;
    int stalled = 0;
    int watched = 0;
    long watchedBytes = 0;
    for (SwarmPlayer player : players) {
      if (player.style().kind() == PlayerStyle.Kind.HEALTHY) {
        long bytes = player.takeSecond();
        opened++;
        playing += player.isPlaying() ? 1 : 0;
        stalled += player.sight().silence(now) > Tally.STALL_NANOS ? 1 : 0;
        watched += bytes >= 0 ? 1 : 0;
        watchedBytes += Math.max(0, bytes);
      }
    }
    int publishing = 0;
    int published = 0;
    long publishedBytes = 0;
    for (SwarmPublisher publisher : publishers) {
      long bytes = publisher.takeSecond();
      publishing += publisher.isPublishing() ? 1 : 0;
      published += bytes >= 0 ? 1 : 0;
      publishedBytes += Math.max(0, bytes);
    }
    return new SwarmSecond(
        tally,
        opened,
        playing,
        stalled,
        watched,
        watchedBytes,
        publishing,
        published,
        publishedBytes);
  }

  /** What a player received, in kbit/s; empty when nobody watched for all of the second. */
  public OptionalDouble receivedKbps() {
    return watched == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(watchedBytes / BYTES_PER_KBIT / watched);
  }

  /** The same as percent of what was sent for a stream; empty when nobody knows. */
  public OptionalDouble receivedShare() {
    if (watched == 0 || publishedBytes == 0) {
      return OptionalDouble.empty();
    }
    double sent = publishedBytes / BYTES_PER_KBIT / published;
    return OptionalDouble.of(PERCENT * receivedKbps().getAsDouble() / sent);
  }

  /** The same of a time that was no second, so that what came in it is no rate. */
  SwarmSecond withoutRates() {
    return new SwarmSecond(tally, opened, playing, stalled, 0, 0, publishing, 0, 0);
  }

  /** Whether nobody is there, and nothing is to be told of those who were. */
  public boolean isEmpty() {
    return opened == 0 && publishing == 0 && tally.frames() == 0 && tally.stalls() == 0;
  }

  /** Of two loops. The first one's tally becomes that of both. */
  SwarmSecond plus(SwarmSecond other) {
    tally.add(other.tally);
    return new SwarmSecond(
        tally,
        opened + other.opened,
        playing + other.playing,
        stalled + other.stalled,
        watched + other.watched,
        watchedBytes + other.watchedBytes,
        publishing + other.publishing,
        published + other.published,
        publishedBytes + other.publishedBytes);
  }
}
