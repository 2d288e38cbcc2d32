package dev.weir.media;

import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCounted;
import java.util.Objects;

/**
 * One timed media unit as it travels through a node: the body of an RTMP audio, video or data
 * message, which equals an FLV tag's data byte for byte, and what its first bytes say about it.
 *
 * <p>The frame owns one count of its payload; {@link #release()} gives it up. The payload's indices
 * are never moved: readers use absolute access or a duplicate.
 *
 * @param kind audio, video or data
 * @param timestamp milliseconds modulo 2^32, as sent
 * @param keyFrame video that a decoder can start at; false for sequence headers
 * @param header a sequence header (decoder configuration), not a picture or sound
 * @param track track id; 0 is the default track
 * @param codec which codec, {@link FourCc#NONE} for data, {@link FourCc#UNKNOWN} for a body that is
 *     relayed without being understood
 * @param payload the message body
 */
public record MediaFrame(
    FrameKind kind,
    long timestamp,
    boolean keyFrame,
    boolean header,
    int track,
    FourCc codec,
    ByteBuf payload)
    implements ReferenceCounted {

  public MediaFrame {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(codec);
    Objects.requireNonNull(payload);
  }

  /** Bytes of the payload. */
  public int size() {
    return payload.readableBytes();
  }

  /** The same frame at another time; shares the payload and its count. */
  public MediaFrame at(long time) {
    return new MediaFrame(kind, time, keyFrame, header, track, codec, payload);
  }

  /** The same frame as one that players always get; shares the payload and its count. */
  public MediaFrame asHeader() {
    return new MediaFrame(kind, timestamp, false, true, track, codec, payload);
  }

  @Override
  public int refCnt() {
    return payload.refCnt();
  }

  @Override
  public MediaFrame retain() {
    payload.retain();
    return this;
  }

  @Override
  public MediaFrame retain(int increment) {
    payload.retain(increment);
    return this;
  }

  @Override
  public MediaFrame touch() {
    return this;
  }

  @Override
  public MediaFrame touch(Object hint) {
    payload.touch(hint);
    return this;
  }

  @Override
  public boolean release() {
    return payload.release();
  }

  @Override
  public boolean release(int decrement) {
    return payload.release(decrement);
  }
}
