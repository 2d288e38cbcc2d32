package dev.weir.rtmp.session;

import dev.weir.amf.AmfValue;
import dev.weir.rtmp.RtmpError;
import dev.weir.rtmp.RtmpException;
import dev.weir.rtmp.RtmpLimits;
import dev.weir.rtmp.RtmpName;
import dev.weir.rtmp.message.RtmpMessage;
import dev.weir.rtmp.message.StatusCode;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/** The commands of a connected client, and the answers to its requests. */
final class ServerStreams {
  private final RtmpLimits limits;
  private final ServerReplies replies;
  private final Queue<ServerEvent> events;
  private final StreamTable streams;
  private final IncomingMedia media;

  ServerStreams(RtmpLimits limits, ServerReplies replies, Queue<ServerEvent> events) {
    this.limits = limits;
    this.replies = replies;
    this.events = events;
    this.streams = new StreamTable(limits.messageStreams(), limits.heldMediaBytes());
    this.media = new IncomingMedia(limits, streams, events);
  }

  IncomingMedia media() {
    return media;
  }

  void onCommand(RtmpMessage.Command command) {
    switch (command.name()) {
      case "createStream" -> createStream(command);
      case "publish" -> publish(command);
      case "play", "play2" -> play(command);
      case "deleteStream" -> deleteStream(command);
      case "closeStream" -> close(streams.find(command.streamId()));
      case "FCPublish" -> {
        replies.result(command);
        replies.notice("onFCPublish", StatusCode.PUBLISH_START, "Go on with publish.");
      }
      case "FCUnpublish" -> unpublish(command);
      case "releaseStream", "_checkbw", "FCSubscribe", "FCUnsubscribe" -> replies.result(command);
      case "getStreamLength" -> replies.result(command, AmfValue.of(0));
      case "pause", "pauseRaw", "pauseraw" -> pause(command);
      case "receiveAudio" -> receive(command, false);
      case "receiveVideo" -> receive(command, true);
      case "seek" -> seek(command);
      case Introduction.COMMAND ->
          events.add(new ServerEvent.Introduced(command.argument(1).asProperties()));
      default -> ignored(ServerEvent.Ignored.Reason.UNKNOWN_COMMAND);
    }
  }

  boolean hasRole() {
    return streams.hasRole();
  }

  long mediaDeadlineNanos() {
    return streams.mediaDeadlineNanos();
  }

  void checkMedia(long nowNanos) {
    long deadline = mediaDeadlineNanos();
    if (deadline != Long.MAX_VALUE && nowNanos - deadline >= 0) {
      throw new RtmpException(RtmpError.TIMEOUT, "the publisher sends no media");
    }
  }

  void acceptPublish(int streamId, long nowNanos) {
    ServerStream stream = streams.find(streamId);
    if (stream == null || stream.role != ServerStream.Role.PUBLISH_PENDING) {
      return;
    }
    stream.role = ServerStream.Role.PUBLISHING;
    media.forgive();
    stream.mediaDeadlineNanos = nowNanos + TimeUnit.MILLISECONDS.toNanos(limits.firstMediaMillis());
    replies.status(streamId, StatusCode.PUBLISH_START, "Publishing.");
    stream.moveHeldTo(events);
  }

  boolean acceptPlay(int streamId, String name, String clock) {
    ServerStream stream = streams.find(streamId);
    if (stream == null || stream.role != ServerStream.Role.PLAY_PENDING) {
      return false;
    }
    stream.role = ServerStream.Role.PLAYING;
    replies.playAccepted(streamId, name, clock);
    return true;
  }

  void rejectPublish(int streamId, StatusCode code, String description) {
    ServerStream stream = streams.find(streamId);
    if (stream != null && stream.publishes()) {
      stream.role = ServerStream.Role.IDLE;
      stream.dropHeld();
      replies.status(streamId, code, description);
    }
  }

  void rejectPlay(int streamId, StatusCode code, String description) {
    ServerStream stream = streams.find(streamId);
    if (stream != null && stream.plays()) {
      stream.role = ServerStream.Role.IDLE;
      replies.status(streamId, code, description);
    }
  }

  void endPlay(int streamId, String name) {
    ServerStream stream = streams.find(streamId);
    if (stream != null && stream.role == ServerStream.Role.PLAYING) {
      stream.role = ServerStream.Role.IDLE;
      replies.playEnded(streamId, name);
    }
  }

  void close() {
    streams.close();
  }

  private void createStream(RtmpMessage.Command command) {
    ServerStream created = streams.create();
    if (created == null) {
      throw new RtmpException(
          RtmpError.TOO_MUCH_STATE, "more than " + limits.messageStreams() + " message streams");
    }
    replies.result(command, AmfValue.of(created.id));
  }

  private void publish(RtmpMessage.Command command) {
    ServerStream stream = forRole(command);
    if (stream != null) {
      stream.role = ServerStream.Role.PUBLISH_PENDING;
      // The type (live, record, append, or missing: Extron) says what to do with a file; there is
      // none.
      events.add(new ServerEvent.Publish(stream.id, streamName(command)));
    }
  }

  private void play(RtmpMessage.Command command) {
    ServerStream stream = forRole(command);
    if (stream != null) {
      stream.role = ServerStream.Role.PLAY_PENDING;
      events.add(new ServerEvent.Play(stream.id, streamName(command)));
    }
  }

  /** play2 names the stream inside an object. */
  private static RtmpName streamName(RtmpMessage.Command command) {
    AmfValue named = command.argument(1).asProperties().get("streamName");
    return RtmpName.ofStream((named == null ? command.argument(1) : named).asText(""));
  }

  private ServerStream forRole(RtmpMessage.Command command) {
    ServerStream stream = streams.find(command.streamId());
    if (stream == null) {
      refuse(command);
      return null;
    }
    close(stream);
    return stream;
  }

  /** To a command that wants no reply there is none, not even this one. */
  private void refuse(RtmpMessage.Command command) {
    if (command.transaction() == 0) {
      ignored(ServerEvent.Ignored.Reason.UNKNOWN_COMMAND);
    } else {
      replies.error(
          command.transaction(),
          StatusCode.CALL_FAILED,
          command.name() + " on message stream " + command.streamId() + ", which was not created");
    }
  }

  private void deleteStream(RtmpMessage.Command command) {
    // GStreamer sends the stream's name here; the message's own stream id then says which.
    int id =
        command.argument(1) instanceof AmfValue.Number named
            ? wholeId(named.value())
            : command.streamId();
    ServerStream stream = streams.find(id);
    if (stream != null) {
      close(stream);
      streams.remove(stream);
    }
  }

  /** Not a number, infinite, negative and broken ones name no stream. */
  private static int wholeId(double value) {
    int id = (int) value;
    return id == value ? id : 0;
  }

  private void unpublish(RtmpMessage.Command command) {
    replies.result(command);
    replies.notice("onFCUnpublish", StatusCode.UNPUBLISH_SUCCESS, "Unpublished.");
    ServerStream only = streams.onlyPublisher();
    if (only != null) {
      close(only);
      replies.status(only.id, StatusCode.UNPUBLISH_SUCCESS, "Unpublished.");
    }
  }

  private void close(ServerStream stream) {
    if (stream == null || stream.role == ServerStream.Role.IDLE) {
      return;
    }
    events.add(
        stream.publishes()
            ? new ServerEvent.PublishEnded(stream.id)
            : new ServerEvent.PlayEnded(stream.id));
    stream.role = ServerStream.Role.IDLE;
    stream.dropHeld();
  }

  private void pause(RtmpMessage.Command command) {
    ServerStream stream = streams.find(command.streamId());
    if (stream != null && stream.role == ServerStream.Role.PLAYING) {
      boolean paused = command.argument(1).asBool(true);
      replies.paused(stream.id, paused);
      events.add(new ServerEvent.Pause(stream.id, paused));
    }
  }

  private void receive(RtmpMessage.Command command, boolean video) {
    ServerStream stream = streams.find(command.streamId());
    if (stream != null && stream.plays()) {
      boolean wanted = command.argument(1).asBool(true);
      // Play.Start before the play was accepted would say that it was.
      if (wanted && stream.role == ServerStream.Role.PLAYING) {
        replies.status(stream.id, StatusCode.SEEK_NOTIFY, "Receiving.");
        replies.status(stream.id, StatusCode.PLAY_START, "Receiving.");
      }
      events.add(new ServerEvent.Receive(stream.id, video, wanted));
    }
  }

  /** Nothing to seek in; an error would end ffmpeg. */
  private void seek(RtmpMessage.Command command) {
    ServerStream stream = streams.find(command.streamId());
    if (stream != null && stream.role == ServerStream.Role.PLAYING) {
      replies.status(stream.id, StatusCode.SEEK_NOTIFY, "A live stream does not seek.");
    }
  }

  private void ignored(ServerEvent.Ignored.Reason reason) {
    events.add(new ServerEvent.Ignored(reason));
  }
}
