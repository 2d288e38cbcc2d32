package dev.weir.faults;

import java.util.ArrayList;
import java.util.List;

/** What became of a publisher's connections. Safe for use by several threads. */
final class PublisherLog {
  /** What a server answered, or that it did not. */
  enum Outcome {
    GRANTED,
    REFUSED,
    FAILED
  }

  /**
   * One attempt to publish.
   *
   * @param target as in {@code host:port}
   * @param dialNanos when it was begun
   * @param answerNanos when it was granted, refused or given up
   * @param detail status code of a refusal, or why there was no answer
   * @param moved whether the server had asked for it
   */
  record Attempt(
      String target,
      long dialNanos,
      long answerNanos,
      Outcome outcome,
      String detail,
      boolean moved) {
    double latencyMillis() {
      return (answerNanos - dialNanos) / 1e6;
    }
  }

  /**
   * Pictures that went out in a row over one connection.
   *
   * @param from sequence of the first
   * @param to sequence of the last
   */
  record Sent(
      int epoch, String target, long from, long to, long firstSentNanos, long lastSentNanos) {}

  /**
   * The end of a connection that was granted.
   *
   * @param why as the transport or the server said
   */
  record Loss(String target, long nanos, String why) {}

  private static final int MAX_ENTRIES = 10_000;

  private final List<Attempt> attempts = new ArrayList<>();
  private final List<Sent> sent = new ArrayList<>();
  private final List<Loss> losses = new ArrayList<>();

  synchronized void attempt(Attempt attempt) {
    add(attempts, attempt);
  }

  synchronized void loss(Loss loss) {
    add(losses, loss);
  }

  synchronized void sent(int epoch, String target, long sequence, long nanos) {
    int last = sent.size() - 1;
    if (last >= 0 && sent.get(last).epoch() == epoch) {
      Sent before = sent.get(last);
      sent.set(
          last, new Sent(epoch, target, before.from(), sequence, before.firstSentNanos(), nanos));
    } else {
      add(sent, new Sent(epoch, target, sequence, sequence, nanos, nanos));
    }
  }

  private static <T> void add(List<T> list, T entry) {
    if (list.size() < MAX_ENTRIES) {
      list.add(entry);
    }
  }

  synchronized List<Attempt> attempts() {
    return List.copyOf(attempts);
  }

  synchronized List<Sent> sent() {
    return List.copyOf(sent);
  }

  synchronized List<Loss> losses() {
    return List.copyOf(losses);
  }

  /** Attempts that a server said no to, from a time on. */
  List<Attempt> refusalsSince(long nanos) {
    return attempts().stream()
        .filter(attempt -> attempt.outcome() == Outcome.REFUSED && attempt.dialNanos() >= nanos)
        .toList();
  }

  /** How long the server took to grant the first attempt after a time that it granted; or NaN. */
  double grantMillis(long sinceNanos) {
    return attempts().stream()
        .filter(attempt -> attempt.outcome() == Outcome.GRANTED)
        .filter(attempt -> attempt.dialNanos() >= sinceNanos)
        .findFirst()
        .map(Attempt::latencyMillis)
        .orElse(Double.NaN);
  }

  /**
   * What the publisher itself waited between the first loss after a time and its first new attempt;
   * 0 when nothing was lost. No server can be blamed for it.
   */
  double ownDelayMillis(long sinceNanos) {
    return losses().stream()
        .filter(loss -> loss.nanos() >= sinceNanos)
        .findFirst()
        .flatMap(
            loss ->
                attempts().stream()
                    .filter(attempt -> attempt.dialNanos() >= loss.nanos())
                    .findFirst()
                    .map(attempt -> (attempt.dialNanos() - loss.nanos()) / 1e6))
        .orElse(0.0);
  }

  /** What the publisher itself waited each time that it was cut off. */
  List<Absence> absences() {
    List<Attempt> all = attempts();
    return losses().stream()
        .flatMap(
            loss ->
                all.stream()
                    .filter(attempt -> attempt.dialNanos() >= loss.nanos())
                    .limit(1)
                    .map(attempt -> new Absence(loss.nanos(), attempt.dialNanos())))
        .toList();
  }

  /** Longest time after another in which no picture was sent. */
  double absenceMillis(long sinceNanos) {
    double longest = 0;
    List<Sent> all = sent();
    for (int i = 1; i < all.size(); i++) {
      if (all.get(i).firstSentNanos() >= sinceNanos) {
        long gap = all.get(i).firstSentNanos() - all.get(i - 1).lastSentNanos();
        longest = Math.max(longest, gap / 1e6);
      }
    }
    return longest;
  }
}
