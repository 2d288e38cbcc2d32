package dev.weir.faults;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** One run of a scenario: who watched, what was done to the nodes, what came of it. */
final class Run {
  /** Something that was done. */
  record Mark(long nanos, String label) {}

  /** A line of the timeline. */
  record Watched(String label, String key, Trace trace) {}

  /** A publisher's line of the timeline. */
  record Published(String label, PublisherLog log) {}

  private static final double NANOS_PER_MILLI = 1e6;

  /** What players hold back: a picture that is late by less is seen in its time. */
  private static final int BUFFER_MILLIS = 500;

  private final int number;
  private final long startNanos = System.nanoTime();
  private final List<Mark> marks = new ArrayList<>();
  private final List<Watched> players = new ArrayList<>();
  private final List<Published> publishers = new ArrayList<>();
  private final Map<String, Double> figures = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();
  private long endNanos;

  Run(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  void watch(List<ProbePlayer> all) {
    for (ProbePlayer player : all) {
      String key = player.stream().key();
      players.add(new Watched(key + " " + player.firstTarget(), key, player.trace()));
    }
  }

  void watch(ProbePublisher publisher) {
    publishers.add(new Published(publisher.stream().key(), publisher.log()));
  }

  /** Notes that something is done now; its time. Any thread. */
  synchronized long mark(String label) {
    long now = System.nanoTime();
    marks.add(new Mark(now, label));
    return now;
  }

  /** Notes a figure of this run. */
  void figure(String name, double value) {
    figures.put(name, value);
  }

  /** Notes something in words. */
  void note(String line) {
    notes.add(line);
  }

  /** Ends all watching. */
  void end() {
    endNanos = System.nanoTime();
    players.forEach(player -> player.trace().end(endNanos));
  }

  /** Time of the first thing that was done; the start when nothing was. */
  synchronized long faultNanos() {
    return marks.isEmpty() ? startNanos : marks.get(0).nanos();
  }

  long startNanos() {
    return startNanos;
  }

  long endNanos() {
    return endNanos;
  }

  synchronized List<Mark> marks() {
    return List.copyOf(marks);
  }

  List<Watched> players() {
    return List.copyOf(players);
  }

  List<Published> publishers() {
    return List.copyOf(publishers);
  }

  Map<String, Double> figures() {
    return Map.copyOf(figures);
  }

  List<String> notes() {
    return List.copyOf(notes);
  }

  /**
   * Each player's longest gap from the first mark on, in milliseconds.
   *
   * @param excluded what no server can be blamed for; taken off each
   */
  List<Double> gaps(double excluded) {
    return players.stream()
        .map(player -> Math.max(0, player.trace().longestGapSince(faultNanos()) - excluded))
        .toList();
  }

  int total(Trace.Fault fault) {
    return players.stream().mapToInt(player -> player.trace().count(fault)).sum();
  }

  int disconnects() {
    return players.stream().mapToInt(player -> player.trace().disconnects().size()).sum();
  }

  /**
   * Share of the time from the first mark on in which no picture came although several were due,
   * whether they came later or never.
   */
  double frozenShare() {
    double frozen = 0;
    for (Watched player : players) {
      for (Gap gap : player.trace().gaps()) {
        frozen += gap.millisSince(faultNanos());
      }
    }
    return share(frozen);
  }

  /**
   * Share of the time from the first mark on that viewers lost: the time of pictures that never
   * came, and what others came later than {@link #BUFFER_MILLIS}.
   */
  double lostShare() {
    return lostShare(watched -> List.of());
  }

  /** The same without what publishers and players themselves waited before they came back. */
  double blamedShare() {
    return lostShare(
        watched ->
            Stream.concat(
                    watched.trace().absences().stream(),
                    publishers.stream()
                        .filter(published -> published.label().equals(watched.key()))
                        .flatMap(published -> published.log().absences().stream()))
                .toList());
  }

  private double lostShare(Function<Watched, List<Absence>> excluded) {
    double lost = 0;
    for (Watched player : players) {
      List<Absence> absences = excluded.apply(player);
      double frame = player.trace().frameMillis();
      for (Gap gap : player.trace().breaks()) {
        if (gap.endNanos() > faultNanos()) {
          long from = Math.max(gap.startNanos(), faultNanos());
          double own =
              absences.stream().mapToDouble(a -> a.millisWithin(from, gap.endNanos())).sum();
          lost += Math.max(0, gap.lostMillis(frame, BUFFER_MILLIS) - own);
        }
      }
    }
    return share(lost);
  }

  private double share(double millis) {
    double watched =
        players.stream().mapToDouble(player -> player.trace().watchedMillis(faultNanos())).sum();
    return watched == 0 ? 1 : millis / watched;
  }

  /** Furthest that a player's time line jumped from real time. */
  double driftMillis() {
    return players.stream().mapToDouble(player -> player.trace().driftMillis()).max().orElse(0);
  }

  double seconds() {
    return (endNanos - startNanos) / NANOS_PER_MILLI / 1_000;
  }

  /** What was wrong, in words, each only once. */
  List<String> complaints() {
    return players.stream()
        .flatMap(
            player ->
                Stream.concat(
                    player.trace().firstFaults().stream(),
                    player.trace().disconnects().stream()
                        .map(disconnect -> "disconnected: " + disconnect.why())))
        .map(line -> line.replaceAll("Stamp\\[.*", "..."))
        .distinct()
        .limit(20)
        .toList();
  }
}
