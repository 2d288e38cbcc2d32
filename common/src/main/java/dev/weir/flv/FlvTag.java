package dev.weir.flv;

import io.netty.buffer.ByteBuf;
import java.util.Objects;

/**
 * One tag. Whoever holds it owns one count of its body and gives it up with {@link #release()}.
 *
 * @param type {@link #AUDIO}, {@link #VIDEO}, {@link #SCRIPT} or {@link #SCRIPT_AMF3}; equal to the
 *     RTMP message type
 * @param timestamp milliseconds, 0 to 2^32 - 1
 * @param body what follows the tag's header
 */
public record FlvTag(int type, long timestamp, ByteBuf body) {
  public static final int AUDIO = 8;
  public static final int VIDEO = 9;

  /** Script data in AMF3 (Enhanced RTMP v2). */
  public static final int SCRIPT_AMF3 = 15;

  public static final int SCRIPT = 18;

  public FlvTag {
    Objects.requireNonNull(body);
  }

  /** Gives up the body; true when nobody else held it. */
  public boolean release() {
    return body.release();
  }

  static boolean isType(int type) {
    return type == AUDIO || type == VIDEO || type == SCRIPT || type == SCRIPT_AMF3;
  }
}
