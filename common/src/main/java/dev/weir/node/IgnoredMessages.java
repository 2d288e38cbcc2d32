package dev.weir.node;

import dev.weir.metrics.IgnoredReason;
import dev.weir.rtmp.session.ServerEvent;

/** How messages without effect are counted. */
final class IgnoredMessages {
  private IgnoredMessages() {}

  static IgnoredReason reason(ServerEvent.Ignored.Reason reason) {
    return switch (reason) {
      case UNKNOWN_MESSAGE -> IgnoredReason.UNKNOWN_TYPE;
      case UNKNOWN_COMMAND -> IgnoredReason.UNKNOWN_COMMAND;
      case MEDIA_WITHOUT_PUBLISH -> IgnoredReason.NOT_PUBLISHING;
      case BAD_DATA -> IgnoredReason.UNKNOWN_DATA;
      case EMPTY_MEDIA -> IgnoredReason.EMPTY_MEDIA;
      default -> IgnoredReason.OTHER;
    };
  }
}
