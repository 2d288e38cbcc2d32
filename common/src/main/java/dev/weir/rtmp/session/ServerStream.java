package dev.weir.rtmp.session;

import dev.weir.rtmp.RtmpError;
import dev.weir.rtmp.RtmpException;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * One message stream of a client: its role, and the media that came before the role was granted.
 */
final class ServerStream {
  /**
   * What the client does on it.
   *
   * <pre>
   * IDLE -- publish --> PUBLISH_PENDING -- accept --> PUBLISHING -- end --> IDLE
   * IDLE -- play    --> PLAY_PENDING    -- accept --> PLAYING    -- end --> IDLE
   * a pending role that is rejected falls back to IDLE; a second publish or play ends the first role before it begins
   * </pre>
   */
  enum Role {
    IDLE,
    PUBLISH_PENDING,
    PUBLISHING,
    PLAY_PENDING,
    PLAYING
  }

  private static final int EVENT_COST = 64;

  final int id;
  private final int heldLimit;
  private final Queue<ServerEvent> held = new ArrayDeque<>();
  private int heldBytes;
  Role role = Role.IDLE;

  /** When the publisher has to have sent something. */
  long mediaDeadlineNanos;

  ServerStream(int id, int heldLimit) {
    this.id = id;
    this.heldLimit = heldLimit;
  }

  boolean publishes() {
    return role == Role.PUBLISH_PENDING || role == Role.PUBLISHING;
  }

  boolean plays() {
    return role == Role.PLAY_PENDING || role == Role.PLAYING;
  }

  /** Encoders send metadata and headers straight after publish, without waiting for the answer. */
  void hold(ServerEvent event, ByteBuf payload) {
    heldBytes += payload.readableBytes() + EVENT_COST;
    held.add(event);
    if (heldBytes > heldLimit) {
      throw new RtmpException(
          RtmpError.TOO_MUCH_STATE,
          "more than " + heldLimit + " bytes of media before the publish was answered");
    }
  }

  void moveHeldTo(Queue<ServerEvent> events) {
    events.addAll(held);
    held.clear();
    heldBytes = 0;
  }

  void dropHeld() {
    held.forEach(ServerEvent::release);
    held.clear();
    heldBytes = 0;
  }
}
