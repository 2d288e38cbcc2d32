package dev.weir.stream;

import dev.weir.media.FrameKind;
import dev.weir.media.MediaFrame;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a player needs before the first frame: metadata, and each track's sequence header. Owns what
 * it keeps.
 */
public final class StreamHeaders {
  /** E-RTMP has at most 16 tracks a kind here. */
  private static final int MAX_TRACKS = 16;

  private final Map<Integer, MediaFrame> audio = new TreeMap<>();
  private final Map<Integer, MediaFrame> video = new TreeMap<>();
  private MediaFrame metadata;

  /** What a new header means for the stream. */
  public enum Change {
    /** Byte for byte what is known: not sent again. */
    NONE,
    NEW,
    /** Another picture format: what is cached cannot be decoded with it. */
    VIDEO_CHANGED
  }

  /** Whether there is a header of its kind and track. */
  boolean knows(MediaFrame header) {
    return of(header.kind()).containsKey(header.track());
  }

  /** Whether that one is the same byte for byte. */
  boolean has(MediaFrame header) {
    return same(of(header.kind()).get(header.track()), header);
  }

  /** Keeps a sequence header; the frame stays the caller's. */
  public Change keep(MediaFrame header) {
    Map<Integer, MediaFrame> kept = of(header.kind());
    MediaFrame known = kept.get(header.track());
    if (same(known, header)) {
      return Change.NONE;
    }
    if (known != null || kept.size() < MAX_TRACKS) {
      kept.put(header.track(), header.retain());
    }
    if (known == null) {
      return Change.NEW;
    }
    known.release();
    return header.kind() == FrameKind.VIDEO ? Change.VIDEO_CHANGED : Change.NEW;
  }

  /**
   * What another source's headers change.
   *
   * @param changed to be sent: metadata first, then audio, then video; each with a count of its own
   * @param videoChanged what is cached cannot be decoded with them
   */
  record Replacement(List<MediaFrame> changed, boolean videoChanged) {}

  /**
   * Takes another source's headers in place of these.
   *
   * @param brought stay the caller's
   * @param timestamp when what changed is to be sent
   */
  Replacement replace(StreamHeaders brought, long timestamp) {
    List<MediaFrame> changed = new ArrayList<>();
    if (brought.metadata == null) {
      clearMetadata();
    } else if (!same(metadata, brought.metadata)) {
      keepMetadata(brought.metadata);
      changed.add(metadata.retain().at(timestamp));
    }
    replace(audio, brought.audio, timestamp, changed);
    boolean videoChanged = replace(video, brought.video, timestamp, changed);
    return new Replacement(changed, videoChanged);
  }

  /** Whether one that was known is another now, or none. */
  private static boolean replace(
      Map<Integer, MediaFrame> known,
      Map<Integer, MediaFrame> brought,
      long timestamp,
      List<MediaFrame> changed) {
    Map<Integer, MediaFrame> before = new TreeMap<>(known);
    known.clear();
    brought.forEach((track, header) -> known.put(track, header.retain()));
    known.forEach(
        (track, header) -> {
          if (!same(before.get(track), header)) {
            changed.add(header.retain().at(timestamp));
          }
        });
    boolean lost =
        before.entrySet().stream().anyMatch(e -> !same(known.get(e.getKey()), e.getValue()));
    before.values().forEach(MediaFrame::release);
    return lost;
  }

  private Map<Integer, MediaFrame> of(FrameKind kind) {
    return kind == FrameKind.VIDEO ? video : audio;
  }

  private static boolean same(MediaFrame one, MediaFrame other) {
    return one != null && ByteBufUtil.equals(one.payload(), other.payload());
  }

  /** Keeps metadata in place of what was there; the frame stays the caller's. */
  public void keepMetadata(MediaFrame frame) {
    MediaFrame kept = frame.asHeader().retain();
    clearMetadata();
    metadata = kept;
  }

  /** Metadata was taken back. */
  public void clearMetadata() {
    if (metadata != null) {
      metadata.release();
      metadata = null;
    }
  }

  /** The default track's sequence header, or null. */
  MediaFrame audioHeader() {
    return audio.get(0);
  }

  /** The default track's sequence header, or null. */
  public MediaFrame videoHeader() {
    return video.get(0);
  }

  /**
   * In the order in which players want them, moved to the time of the first frame behind them;
   * shares payloads.
   */
  public List<MediaFrame> at(long timestamp) {
    List<MediaFrame> frames = new ArrayList<>();
    if (metadata != null) {
      frames.add(metadata.at(timestamp));
    }
    audio.values().forEach(header -> frames.add(header.at(timestamp)));
    video.values().forEach(header -> frames.add(header.at(timestamp)));
    return frames;
  }

  /** Gives everything up. */
  public void clear() {
    clearMetadata();
    audio.values().forEach(MediaFrame::release);
    audio.clear();
    video.values().forEach(MediaFrame::release);
    video.clear();
  }
}
