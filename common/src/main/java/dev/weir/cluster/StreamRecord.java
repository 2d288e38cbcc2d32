package dev.weir.cluster;

import dev.weir.stream.StreamKey;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * One origin's claim to a stream.
 *
 * @param key which stream
 * @param originId node id of the owner; letters, digits and {@code . _ : -}, at most 128
 * @param host where the owner's RTMP listener is reached
 * @param port its port, 1 to 65535
 * @param priority of two claims the higher one stands, whatever their epochs
 * @param epoch grows with every claim to the key, 0 to 2^53 - 1; near to the claim's wall clock
 *     milliseconds, but only its order means anything
 * @param claimedAtMillis the owner's wall clock at the claim, for people to read; says nothing
 *     about which of two claims stands
 * @param absent the publisher is gone or silent, and the owner holds the stream for its return; a
 *     claim elsewhere may take it
 * @param silentMillis while absent: for how long the publisher had sent nothing when that was said;
 *     a standby elsewhere may show what it got since
 * @param tlsPort the owner's port for RTMP inside TLS, 0 when it has none
 */
public record StreamRecord(
    StreamKey key,
    String originId,
    String host,
    int port,
    int priority,
    long epoch,
    long claimedAtMillis,
    boolean absent,
    long silentMillis,
    int tlsPort) {

  /** The highest epoch: the largest integer that every JSON reader keeps exactly. */
  static final long MAX_EPOCH = (1L << 53) - 1;

  private static final int VERSION = 1;
  private static final int MAX_SILENT_MILLIS = 60_000;

  public StreamRecord {
    Objects.requireNonNull(key);
    Names.nodeId(originId);
    Names.host(host);
    Names.port(port, 1);
    Names.port(tlsPort, 0);
    if (epoch < 0 || epoch > MAX_EPOCH) {
      throw new IllegalArgumentException("not an epoch: " + epoch);
    }
    if (silentMillis < 0 || silentMillis > MAX_SILENT_MILLIS) {
      throw new IllegalArgumentException("not a silence: " + silentMillis);
    }
  }

  /** A claim whose publisher is there. */
  public StreamRecord(
      StreamKey key,
      String originId,
      String host,
      int port,
      int priority,
      long epoch,
      long claimedAtMillis) {
    this(key, originId, host, port, priority, epoch, claimedAtMillis, false, 0, 0);
  }

  /** The same claim of an origin that also speaks TLS, on this port; 0 when it does not. */
  StreamRecord withTlsPort(int newTlsPort) {
    return new StreamRecord(
        key,
        originId,
        host,
        port,
        priority,
        epoch,
        claimedAtMillis,
        absent,
        silentMillis,
        newTlsPort);
  }

  /** Reads what {@link #toJson()} wrote; empty when it is of an unknown version or not a record. */
  public static Optional<StreamRecord> parse(String text) {
    return JsonFields.parse(text, VERSION, StreamRecord::read);
  }

  static StreamRecord read(JsonFields in) {
    return new StreamRecord(
        StreamKey.parse(in.text("key")).orElseThrow(() -> new IllegalArgumentException("key")),
        in.text("origin"),
        in.text("host"),
        in.integer("port", 1, 65535),
        in.integer("priority", Integer.MIN_VALUE, Integer.MAX_VALUE),
        in.integer("epoch", 0L, MAX_EPOCH),
        in.integer("claimedAt", Long.MIN_VALUE, Long.MAX_VALUE),
        in.bool("absent", false),
        in.integer("silent", 0, MAX_SILENT_MILLIS, 0),
        in.integer("tlsPort", 0, 65535, 0));
  }

  /**
   * Whether this claim stands when both meet: one whose publisher is there, then higher priority,
   * then higher epoch, then the higher origin id. False for a claim and itself.
   */
  public boolean outranks(StreamRecord other) {
    return ClaimRule.RANK.compare(this, other) > 0;
  }

  /** Whether both are the same claim, whatever the owner has changed about it since. */
  public boolean isSameClaim(StreamRecord other) {
    return epoch == other.epoch && originId.equals(other.originId) && key.equals(other.key);
  }

  /** The same claim with its publisher there or not. */
  public StreamRecord withAbsent(boolean nowAbsent) {
    return nowAbsent == absent ? this : with(priority, epoch, nowAbsent, 0);
  }

  /** The same claim with its publisher absent, after it sent nothing for so long. */
  public StreamRecord silentFor(Duration silence) {
    long millis = Math.min(MAX_SILENT_MILLIS, Math.max(0, silence.toMillis()));
    return with(priority, epoch, true, millis);
  }

  /** The same claim for a publisher of another priority. */
  public StreamRecord withPriority(int newPriority) {
    return with(newPriority, epoch, absent, silentMillis);
  }

  /** The record as versioned JSON text. */
  public String toJson() {
    return json().encode();
  }

  JsonObject json() {
    JsonObject json =
        new JsonObject()
            .put("v", VERSION)
            .put("key", key.toString())
            .put("origin", originId)
            .put("host", host)
            .put("port", port)
            .put("priority", priority)
            .put("epoch", epoch)
            .put("claimedAt", claimedAtMillis);
    if (absent) {
      json.put("absent", true);
    }
    if (tlsPort > 0) {
      json.put("tlsPort", tlsPort);
    }
    return silentMillis > 0 ? json.put("silent", silentMillis) : json;
  }

  StreamRecord withEpoch(long newEpoch) {
    return with(priority, newEpoch, absent, silentMillis);
  }

  private StreamRecord with(int newPriority, long newEpoch, boolean nowAbsent, long nowSilent) {
    return new StreamRecord(
        key,
        originId,
        host,
        port,
        newPriority,
        newEpoch,
        claimedAtMillis,
        nowAbsent,
        nowSilent,
        tlsPort);
  }
}
