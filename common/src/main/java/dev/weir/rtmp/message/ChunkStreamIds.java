package dev.weir.rtmp.message;

/**
 * The chunk stream ids that we send on. Fixed, because strict clients (Larix) fail when control
 * leaves on 3 or the connect result on 5, and because shared bytes need one choice for all players.
 */
public final class ChunkStreamIds {
  public static final int CONTROL = 2;
  public static final int CONNECTION = 3;
  public static final int STREAM = 5;
  public static final int VIDEO = 6;
  public static final int AUDIO = 7;

  private ChunkStreamIds() {}

  /** The chunk stream for a media or data message. */
  public static int ofMedia(int messageType) {
    return switch (messageType) {
      case MessageType.AUDIO -> AUDIO;
      case MessageType.VIDEO -> VIDEO;
      default -> STREAM;
    };
  }
}
