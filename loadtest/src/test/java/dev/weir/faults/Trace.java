package dev.weir.faults;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Verifies what one player gets and remembers what was wrong. Safe for use by several threads. */
final class Trace {
  /** Things that must not happen. */
  enum Fault {
    /** A frame came twice, or after a later one. */
    REPEAT,
    /** A frame of another incarnation for a moment that was shown already. */
    REPLAY,
    /** A frame of another stream. */
    FOREIGN,
    /** An RTMP timestamp below the one before of its kind. */
    BACKWARD_TIMESTAMP,
    /** A frame of an incarnation that was already over. */
    BACKWARD_EPOCH,
    /** The checksum does not hold, or there is no stamp. */
    CORRUPT,
    /** A picture after a break that is no key frame and has none before it. */
    UNDECODABLE,
    /** A key frame whose decoder configuration had not come. */
    STALE_HEADER
  }

  /**
   * Pictures that never came.
   *
   * @param gap around them
   * @param rejoined whether the player itself came anew in it
   */
  record Skip(Gap gap, boolean rejoined) {}

  /** Why a connection ended. */
  record Disconnect(long nanos, String why) {}

  private static final int MAX_GAPS = 5_000;
  private static final int MAX_DISCONNECTS = 1_000;
  private static final int HANDOVER_SOUNDS = 3;
  private static final double GAP_FRAMES = 3;
  private static final double NANOS_PER_MILLI = 1e6;

  private final ProbeStream stream;
  private final Track video = new Track();
  private final Track audio = new Track();
  private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
  private final List<String> firstFaults = new ArrayList<>();
  private final List<Gap> gaps = new ArrayList<>();
  private final List<Skip> skips = new ArrayList<>();
  private final List<Disconnect> disconnects = new ArrayList<>();
  private final List<Absence> absences = new ArrayList<>();
  private long awayNanos;
  private int joins;
  private int header = -1;
  private int lowestEpoch = Integer.MAX_VALUE;
  private boolean broken = true;
  private Stamp decoded;
  private double driftMillis;
  private double latencyMillis;
  private long firstNanos;
  private long endNanos;

  /** One kind of media. */
  private static final class Track {
    private long frames;
    private long sequence = -1;
    private int epoch = -1;
    private int highestEpoch = -1;
    private long timestamp = -1;
    private long sentNanos;
    private long arrivalNanos;

    /** After a player's own reconnection, when frames may come again. */
    private boolean overlap;
  }

  Trace(ProbeStream stream) {
    this.stream = stream;
  }

  /** The player tries to connect. */
  synchronized void dialled(long nanos) {
    if (awayNanos != 0 && absences.size() < MAX_DISCONNECTS) {
      absences.add(new Absence(awayNanos, nanos));
    }
    awayNanos = 0;
  }

  /** A connection was made on which everything starts again. */
  synchronized void joined() {
    joins++;
    header = -1;
    decoded = null;
    for (Track track : List.of(video, audio)) {
      track.timestamp = -1;
      track.overlap = track.sequence >= 0;
    }
  }

  synchronized void disconnected(long nanos, String why) {
    awayNanos = nanos;
    if (endNanos == 0 && disconnects.size() < MAX_DISCONNECTS) {
      disconnects.add(new Disconnect(nanos, why));
    }
  }

  /**
   * Takes a message; nothing counts after the end.
   *
   * @param body stays the caller's
   */
  synchronized void onMessage(boolean isVideo, long timestamp, ByteBuf body, long nowNanos) {
    if (endNanos != 0) {
      return;
    }
    switch (ProbeFrames.kind(isVideo, body)) {
      case VIDEO_HEADER -> header = ProbeFrames.variant(body);
      case AUDIO_HEADER -> {}
      case VIDEO -> onFrame(video, timestamp, ProbeFrames.stamp(true, body), nowNanos);
      case AUDIO -> onFrame(audio, timestamp, ProbeFrames.stamp(false, body), nowNanos);
    }
  }

  private void onFrame(Track track, long timestamp, Stamp.Found found, long nowNanos) {
    Stamp stamp = found.stamp();
    if (stamp == null || !found.intact()) {
      fault(Fault.CORRUPT, "timestamp " + timestamp);
      return;
    }
    if (stamp.stream() != stream.id()) {
      fault(Fault.FOREIGN, stamp.toString());
      return;
    }
    if (timestamp < track.timestamp) {
      fault(Fault.BACKWARD_TIMESTAMP, track.timestamp + " -> " + timestamp + " at " + stamp);
    }
    boolean news = stamp.sequence() > track.sequence;
    if (stamp.epoch() < track.highestEpoch && !track.overlap) {
      fault(Fault.BACKWARD_EPOCH, track.highestEpoch + " -> " + stamp);
    } else if (!news && !track.overlap && !isHandover(track, stamp)) {
      Fault kind = stamp.epoch() == track.epoch ? Fault.REPEAT : Fault.REPLAY;
      fault(kind, track.sequence + " -> " + stamp);
    }
    if (track == video) {
      decode(stamp);
      lowestEpoch = Math.min(lowestEpoch, stamp.epoch());
      if (news) {
        arrive(stamp, nowNanos);
      }
    }
    drift(track, timestamp, stamp);
    track.timestamp = timestamp;
    if (news) {
      track.frames++;
      track.overlap = false;
      track.sequence = stamp.sequence();
      track.epoch = stamp.epoch();
      track.highestEpoch = Math.max(track.highestEpoch, stamp.epoch());
      track.sentNanos = stamp.sentNanos();
      track.arrivalNanos = nowNanos;
      latencyMillis = Math.max(latencyMillis, (nowNanos - stamp.sentNanos()) / NANOS_PER_MILLI);
    }
  }

  /**
   * Two encoders on one clock have each a frame for the moment of the change, so that it may be
   * seen twice: one picture, and the sound about it.
   */
  private boolean isHandover(Track track, Stamp stamp) {
    return stamp.epoch() > track.epoch
        && stamp.sequence() >= track.sequence - (track == video ? 0 : HANDOVER_SOUNDS);
  }

  /** Whether a decoder that saw the pictures so far can show this one. */
  private void decode(Stamp stamp) {
    boolean follows =
        decoded != null
            && stamp.sequence() == decoded.sequence() + 1
            && stamp.epoch() == decoded.epoch();
    broken |= !follows;
    decoded = stamp;
    if (stamp.key()) {
      broken = false;
      int wanted = stream.shape().freshHeaders() ? stamp.epoch() : 0;
      if (header != wanted) {
        fault(Fault.STALE_HEADER, header + " before " + stamp);
      }
    } else if (broken) {
      fault(Fault.UNDECODABLE, video.sequence + " -> " + stamp);
    }
  }

  private void arrive(Stamp stamp, long nowNanos) {
    if (video.frames == 0) {
      firstNanos = nowNanos;
      return;
    }
    Gap gap = new Gap(video.arrivalNanos, nowNanos, video.sequence, stamp.sequence());
    gap(gap);
    if (gap.missing() > 0 && skips.size() < MAX_GAPS) {
      skips.add(new Skip(gap, video.overlap));
    }
  }

  private void gap(Gap gap) {
    if (gap.millis() > GAP_FRAMES * stream.frameMillis() && gaps.size() < MAX_GAPS) {
      gaps.add(gap);
    }
  }

  /** How far the time line moved away from real time across a change of incarnations. */
  private void drift(Track track, long timestamp, Stamp stamp) {
    if (track.timestamp >= 0 && track.frames > 0 && stamp.epoch() != track.epoch) {
      double sent = (stamp.sentNanos() - track.sentNanos) / NANOS_PER_MILLI;
      driftMillis = Math.max(driftMillis, Math.abs(timestamp - track.timestamp - sent));
    }
  }

  private void fault(Fault kind, String detail) {
    if (faults.merge(kind, 1, Integer::sum) == 1) {
      firstFaults.add(kind + ": " + detail);
    }
  }

  /**
   * Ends watching; a gap that is open then counts until then. Only the first call does anything.
   */
  synchronized void end(long nowNanos) {
    if (endNanos == 0) {
      endNanos = nowNanos;
      if (video.frames > 0) {
        gap(new Gap(video.arrivalNanos, nowNanos, video.sequence, -1));
      }
    }
  }

  synchronized long videoFrames() {
    return video.frames;
  }

  synchronized long audioFrames() {
    return audio.frames;
  }

  synchronized long lastSequence() {
    return video.sequence;
  }

  synchronized int lastEpoch() {
    return video.epoch;
  }

  /** The oldest incarnation of which a picture came. */
  synchronized int lowestEpoch() {
    return lowestEpoch;
  }

  synchronized long lastArrivalNanos() {
    return video.arrivalNanos;
  }

  /** When the first picture came, by {@link System#nanoTime}; 0 for never. */
  synchronized long firstArrivalNanos() {
    return video.frames == 0 ? 0 : video.frames == 1 ? video.arrivalNanos : firstNanos;
  }

  synchronized int joins() {
    return joins;
  }

  synchronized int count(Fault fault) {
    return faults.getOrDefault(fault, 0);
  }

  /** The first fault of each kind in words. */
  synchronized List<String> firstFaults() {
    return List.copyOf(firstFaults);
  }

  synchronized List<Gap> gaps() {
    return List.copyOf(gaps);
  }

  /** Every time that pictures were missing, also where it took no time. */
  synchronized List<Skip> skips() {
    return List.copyOf(skips);
  }

  /** Every gap, and every time that pictures were missing where that took no time. */
  synchronized List<Gap> breaks() {
    return Stream.concat(gaps.stream(), skips.stream().map(Skip::gap)).distinct().toList();
  }

  double frameMillis() {
    return stream.frameMillis();
  }

  /** Pictures that never came between others, since a time and without coming anew. */
  long missingSince(long nanos) {
    return skips().stream()
        .filter(skip -> !skip.rejoined() && skip.gap().endNanos() >= nanos)
        .mapToLong(skip -> skip.gap().missing())
        .sum();
  }

  synchronized List<Disconnect> disconnects() {
    return List.copyOf(disconnects);
  }

  /** What the player itself waited each time that it was cut off. */
  synchronized List<Absence> absences() {
    return List.copyOf(absences);
  }

  /** Furthest that timestamps differed from real time at a change of incarnations. */
  synchronized double driftMillis() {
    return driftMillis;
  }

  /** Longest way of a new frame from publisher to player. */
  synchronized double latencyMillis() {
    return latencyMillis;
  }

  /** From the first picture, or a later time, to the end. */
  synchronized double watchedMillis(long sinceNanos) {
    return video.frames == 0 ? 0 : (endNanos - Math.max(sinceNanos, firstNanos)) / NANOS_PER_MILLI;
  }

  /** Longest gap that was still open at a time or began later. */
  double longestGapSince(long nanos) {
    return gaps().stream()
        .filter(gap -> gap.endNanos() > nanos)
        .mapToDouble(Gap::millis)
        .max()
        .orElse(stream.frameMillis());
  }
}
