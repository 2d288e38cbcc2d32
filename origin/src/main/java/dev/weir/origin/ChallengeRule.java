package dev.weir.origin;

/**
 * What happens to a publisher that asks for a stream which has one already, or had one a moment
 * ago.
 */
final class ChallengeRule {
  /** Connected publishers that wait for a stream's own one to fail; more are refused. */
  static final int MAX_STANDBYS = 2;

  /** See the constants. */
  enum Verdict {
    /** It gets the stream. */
    ACCEPT,
    /** It is accepted, and its media are kept for the case that it is needed. */
    STANDBY,
    /** BadName. */
    REFUSE,
    /**
     * It says it is the publisher that is there already. If no byte of that one comes for a moment,
     * its connection is dead and this is the encoder's next one; else there are two encoders.
     */
    CHALLENGE
  }

  /**
   * Who has the stream.
   *
   * @param identity as the access policy told
   * @param priority likewise
   */
  record Incumbent(String identity, int priority, Liveness liveness) {}

  private ChallengeRule() {}

  /**
   * Decides.
   *
   * @param incumbent who has the stream, or null while it waits for a publisher
   * @param standbys how many wait already
   * @param identity of the one who asks
   * @param priority likewise
   */
  static Verdict decide(Incumbent incumbent, int standbys, String identity, int priority) {
    if (incumbent == null || priority > incumbent.priority()) {
      return Verdict.ACCEPT;
    }
    if (priority < incumbent.priority()) {
      return standbys < MAX_STANDBYS ? Verdict.STANDBY : Verdict.REFUSE;
    }
    if (!identity.equals(incumbent.identity())) {
      return Verdict.REFUSE;
    }
    return switch (incumbent.liveness()) {
      case NEW -> Verdict.REFUSE;
      case SENDING -> Verdict.CHALLENGE;
      case SILENT -> Verdict.ACCEPT;
    };
  }
}
