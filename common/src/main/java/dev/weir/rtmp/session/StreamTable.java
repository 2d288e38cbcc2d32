package dev.weir.rtmp.session;

/** The message streams that a client created, by id; as many as it may have and no more. */
final class StreamTable {
  private final ServerStream[] streams;
  private final int heldLimit;

  /**
   * @param most how many there may be at a time
   * @param heldLimit bytes that each may hold while a publish waits
   */
  StreamTable(int most, int heldLimit) {
    this.streams = new ServerStream[most + 1];
    this.heldLimit = heldLimit;
  }

  /**
   * A new one, with the lowest free id from 1 on (GStreamer refuses 0); null when all are taken.
   */
  ServerStream create() {
    for (int id = 1; id < streams.length; id++) {
      if (streams[id] == null) {
        streams[id] = new ServerStream(id, heldLimit);
        return streams[id];
      }
    }
    return null;
  }

  /** The one of this id, whatever number that is; null when there is none. */
  ServerStream find(int streamId) {
    return streamId > 0 && streamId < streams.length ? streams[streamId] : null;
  }

  void remove(ServerStream stream) {
    streams[stream.id] = null;
  }

  /** The one that publishes or waits to; null when there is none, or more than one. */
  ServerStream onlyPublisher() {
    ServerStream only = null;
    for (ServerStream stream : streams) {
      if (stream != null && stream.publishes()) {
        if (only != null) {
          return null;
        }
        only = stream;
      }
    }
    return only;
  }

  boolean hasRole() {
    for (ServerStream stream : streams) {
      if (stream != null && stream.role != ServerStream.Role.IDLE) {
        return true;
      }
    }
    return false;
  }

  long mediaDeadlineNanos() {
    long first = Long.MAX_VALUE;
    for (ServerStream stream : streams) {
      if (stream != null && stream.role == ServerStream.Role.PUBLISHING) {
        first = Math.min(first, stream.mediaDeadlineNanos);
      }
    }
    return first;
  }

  void close() {
    for (ServerStream stream : streams) {
      if (stream != null) {
        stream.dropHeld();
      }
    }
  }
}
