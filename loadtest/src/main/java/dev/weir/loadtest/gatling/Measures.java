package dev.weir.loadtest.gatling;

/**
 * Names of what is measured: requests in Gatling's report, measures and counters in the summary.
 */
public final class Measures {
  /** From dialling until TCP is connected; ms. */
  public static final String TCP_CONNECT = "tcp connect";

  /** From then on until version and echoes were exchanged; ms. */
  public static final String HANDSHAKE = "handshake";

  /** From the connect command to its answer; ms. */
  public static final String CONNECT = "connect";

  /** From the publish command until it was granted; ms. */
  public static final String PUBLISH = "publish granted";

  /** From the play command to the first sound or picture; ms. */
  public static final String FIRST_BYTE = "play to first byte";

  /** From the play command to the first picture that a decoder can start at; ms. */
  public static final String FIRST_KEY_FRAME = "play to first key frame";

  /** From dialling to that picture; fails where any step on the way does; ms. */
  public static final String JOIN = "join";

  /**
   * From a picture's stamp to its arrival, of pictures sent after their player asked for the
   * stream; ms. In Gatling's report each second is told by as many even ranks of its ages as there
   * are players, but at most 200.
   */
  public static final String FRAME_AGE = "frame age";

  /**
   * How long a player had no picture, of the times when that was more than a second; ms. Told when
   * it is over, or when the player leaves.
   */
  public static final String STALL = "stall";

  /** Counter of these; in Gatling's report a number for each second. */
  public static final String STALLS = "stalls";

  /** Counter of stamped frames that did not come; in Gatling's report a number for each second. */
  public static final String MISSING = "missing frames";

  /**
   * What players received in a second, the mean of all of them, as percent of what publishers sent
   * for a stream, again the mean. A few players that get nothing hardly show in it: they have
   * stalls.
   */
  public static final String RECEIVED_SHARE = "mean received of published (%)";

  /**
   * What players received in a second, the mean of all of them; kbit/s. Not in Gatling's report,
   * where figures stand for milliseconds: those of megabits would have begun before the run.
   */
  public static final String RECEIVED_KBPS = "mean received (kbit/s)";

  /**
   * The longest time that a player had no picture from a fault on, without what the publisher
   * itself waited before it came back; ms. With several faults each player has one of each, and the
   * summary tells each fault's by themselves, too, with its number behind this name.
   */
  public static final String INTERRUPTION = "interruption";

  /** Counter of players that a server carries. */
  public static final String CAPACITY = "capacity";

  /** Counter of players that were cut off while they watched. */
  public static final String CUT_OFF = "players cut off";

  /** Counter of slow players to which that happened. */
  public static final String SLOW_CUT_OFF = "slow players cut off";

  /** Counter of connections that publishers lost. */
  public static final String STREAMS_LOST = "streams cut off";

  private Measures() {}
}
