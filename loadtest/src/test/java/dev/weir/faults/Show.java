package dev.weir.faults;

import java.util.List;
import java.util.stream.Stream;

/**
 * One stream with its encoder and its players.
 *
 * @param moves whether the encoder honours requests to reconnect
 */
record Show(ProbePublisher publisher, boolean moves, List<ProbePlayer> players) {
  /** How often a stream's publisher was cut off, at worst. */
  static long interruptions(Stream<Show> shows, long sinceNanos) {
    return shows
        .mapToLong(
            show ->
                show.publisher().log().losses().stream()
                    .filter(loss -> loss.nanos() >= sinceNanos)
                    .count())
        .max()
        .orElse(0);
  }

  /** Pictures that never came from encoders that move, to the player that missed most. */
  static long lostOfMovers(List<Show> shows, long sinceNanos) {
    return shows.stream()
        .filter(Show::moves)
        .flatMap(show -> show.players().stream())
        .mapToLong(player -> player.trace().missingSince(sinceNanos))
        .max()
        .orElse(0);
  }

  /** Writes down which pictures its players missed, and when. */
  void noteLosses(Run run, long sinceNanos) {
    for (ProbePlayer player : players) {
      for (Trace.Skip skip : player.trace().skips()) {
        if (!skip.rejoined() && skip.gap().endNanos() >= sinceNanos) {
          run.note(
              "%s from %s at %s lost %d behind picture %d, %d ms after the first signal"
                  .formatted(
                      player.stream().key(),
                      publisher.log().sent().get(0).target(),
                      player.firstTarget(),
                      skip.gap().missing(),
                      skip.gap().fromSequence(),
                      (skip.gap().endNanos() - sinceNanos) / 1_000_000));
        }
      }
    }
  }
}
