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

  /** Keeps a sequence header; the frame stays the caller's. */
  public Change keep(MediaFrame header) {
    Map<Integer, MediaFrame> kept = header.kind() == FrameKind.VIDEO ? video : audio;
    MediaFrame known = kept.get(header.track());
    if (known != null && ByteBufUtil.equals(known.payload(), header.payload())) {
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

  /** Keeps metadata in place of what was there; the frame stays the caller's. */
  public void keepMetadata(MediaFrame frame) {
    clearMetadata();
    metadata = frame.retain();
  }

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
      frames.add(at(timestamp, metadata));
    }
    audio.values().forEach(header -> frames.add(at(timestamp, header)));
    video.values().forEach(header -> frames.add(at(timestamp, header)));
    return frames;
  }

  public void clear() {
    clearMetadata();
    audio.values().forEach(MediaFrame::release);
    audio.clear();
    video.values().forEach(MediaFrame::release);
    video.clear();
  }

  private static MediaFrame at(long timestamp, MediaFrame frame) {
    return new MediaFrame(
        frame.kind(),
        timestamp,
        false,
        frame.header(),
        frame.track(),
        frame.codec(),
        frame.payload());
  }
}
