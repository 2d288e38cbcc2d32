package dev.weir.rtmp.session;

import dev.weir.amf.AmfValue;
import dev.weir.rtmp.RateBudget;
import dev.weir.rtmp.RtmpError;
import dev.weir.rtmp.RtmpException;
import dev.weir.rtmp.RtmpLimits;
import dev.weir.rtmp.RtmpName;
import dev.weir.rtmp.message.DataMessage;
import dev.weir.rtmp.message.MessageType;
import dev.weir.rtmp.message.RtmpMessage;
import dev.weir.rtmp.message.StatusCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/** The message streams of a connected client, and the commands and media that concern them. */
final class ServerStreams {
  private static final int METADATA_PER_SECOND = 10;
  private static final int DATA_PER_SECOND = 100;
  private static final int MISPLACED_MEDIA = 100;

  private final RtmpLimits limits;
  private final ServerReplies replies;
  private final Queue<ServerEvent> events;
  private final RateBudget metadata = new RateBudget(METADATA_PER_SECOND, METADATA_PER_SECOND);
  private final RateBudget data = new RateBudget(DATA_PER_SECOND, DATA_PER_SECOND);
  private final ServerStream[] streams;
  private int misplaced;

  ServerStreams(RtmpLimits limits, ServerReplies replies, Queue<ServerEvent> events) {
    this.limits = limits;
    this.replies = replies;
    this.events = events;
    this.streams = new ServerStream[limits.messageStreams() + 1];
  }

  void onCommand(RtmpMessage.Command command) {
    switch (command.name()) {
      case "createStream" -> createStream(command);
      case "publish" -> publish(command);
      case "play", "play2" -> play(command);
      case "deleteStream" -> deleteStream(command);
      case "closeStream" -> close(find(command.streamId()));
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
      default -> ignored(ServerEvent.Ignored.Reason.UNKNOWN_COMMAND);
    }
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

  void checkMedia(long nowNanos) {
    long deadline = mediaDeadlineNanos();
    if (deadline != Long.MAX_VALUE && nowNanos - deadline >= 0) {
      throw new RtmpException(RtmpError.TIMEOUT, "the publisher sends no media");
    }
  }

  void onMedia(RtmpMessage.Media media, long nowNanos) {
    ServerStream stream = find(media.streamId());
    if (stream == null || !stream.publishes()) {
      media.payload().release();
      misplaced();
      return;
    }
    boolean video = media.type() == MessageType.VIDEO;
    // An empty audio message means silence (E-RTMP) and is relayed; an empty picture means nothing.
    if (video && !media.payload().isReadable()) {
      media.payload().release();
      ignored(ServerEvent.Ignored.Reason.EMPTY_MEDIA);
      return;
    }
    emit(
        stream,
        new ServerEvent.Media(stream.id, video, media.timestamp(), media.payload()),
        media.payload());
    stream.mediaDeadlineNanos = nowNanos + TimeUnit.MILLISECONDS.toNanos(limits.idleMillis());
  }

  void onData(RtmpMessage.Data data, long nowNanos, ByteBufAllocator allocator) {
    try {
      ServerStream stream = dataTarget(data.streamId());
      if (stream == null) {
        misplaced();
        return;
      }
      if (!this.data.spend(1, nowNanos)) {
        ignored(ServerEvent.Ignored.Reason.TOO_MUCH_METADATA);
        return;
      }
      Optional<DataMessage> parsed = DataMessage.parse(data.payload(), limits.amf());
      if (parsed.isEmpty()) {
        ignored(ServerEvent.Ignored.Reason.BAD_DATA);
        return;
      }
      DataMessage message = parsed.get();
      if (message.kind() != DataMessage.Kind.OTHER && !metadata.spend(1, nowNanos)) {
        ignored(ServerEvent.Ignored.Reason.TOO_MUCH_METADATA);
        return;
      }
      boolean clears = message.kind() == DataMessage.Kind.CLEAR_METADATA;
      ByteBuf body = clears ? Unpooled.EMPTY_BUFFER : message.encode(allocator);
      if (body.readableBytes() > limits.dataMessageBytes()) {
        // AMF3 references name a string again in two bytes; written as AMF0 it stands there again.
        body.release();
        ignored(ServerEvent.Ignored.Reason.BAD_DATA);
        return;
      }
      emit(stream, new ServerEvent.Data(stream.id, message.kind(), data.timestamp(), body), body);
    } finally {
      data.payload().release();
    }
  }

  void acceptPublish(int streamId, long nowNanos) {
    ServerStream stream = find(streamId);
    if (stream == null || stream.role != ServerStream.Role.PUBLISH_PENDING) {
      return;
    }
    stream.role = ServerStream.Role.PUBLISHING;
    misplaced = 0;
    stream.mediaDeadlineNanos = nowNanos + TimeUnit.MILLISECONDS.toNanos(limits.firstMediaMillis());
    replies.status(streamId, StatusCode.PUBLISH_START, "Publishing.");
    stream.moveHeldTo(events);
  }

  boolean acceptPlay(int streamId, String name) {
    ServerStream stream = find(streamId);
    if (stream == null || stream.role != ServerStream.Role.PLAY_PENDING) {
      return false;
    }
    stream.role = ServerStream.Role.PLAYING;
    replies.playAccepted(streamId, name);
    return true;
  }

  void reject(int streamId, ServerStream.Role pending, StatusCode code, String description) {
    ServerStream stream = find(streamId);
    if (stream != null && stream.role == pending) {
      stream.role = ServerStream.Role.IDLE;
      stream.dropHeld();
      replies.status(streamId, code, description);
    }
  }

  void endPlay(int streamId, String name) {
    ServerStream stream = find(streamId);
    if (stream != null && stream.role == ServerStream.Role.PLAYING) {
      stream.role = ServerStream.Role.IDLE;
      replies.playEnded(streamId, name);
    }
  }

  void close() {
    for (ServerStream stream : streams) {
      if (stream != null) {
        stream.dropHeld();
      }
    }
  }

  private void createStream(RtmpMessage.Command command) {
    for (int id = 1; id < streams.length; id++) {
      if (streams[id] == null) {
        streams[id] = new ServerStream(id, limits.heldMediaBytes());
        replies.result(command, AmfValue.of(id));
        return;
      }
    }
    throw new RtmpException(
        RtmpError.TOO_MUCH_STATE, "more than " + limits.messageStreams() + " message streams");
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
    ServerStream stream = find(command.streamId());
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
    ServerStream stream = find(id);
    if (stream != null) {
      close(stream);
      streams[id] = null;
    }
  }

  private void unpublish(RtmpMessage.Command command) {
    replies.result(command);
    replies.notice("onFCUnpublish", StatusCode.UNPUBLISH_SUCCESS, "Unpublished.");
    ServerStream only = onlyPublisher();
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
    ServerStream stream = find(command.streamId());
    if (stream != null && stream.role == ServerStream.Role.PLAYING) {
      boolean paused = command.argument(1).asBool(true);
      replies.paused(stream.id, paused);
      events.add(new ServerEvent.Pause(stream.id, paused));
    }
  }

  private void receive(RtmpMessage.Command command, boolean video) {
    ServerStream stream = find(command.streamId());
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
    ServerStream stream = find(command.streamId());
    if (stream != null && stream.role == ServerStream.Role.PLAYING) {
      replies.status(stream.id, StatusCode.SEEK_NOTIFY, "A live stream does not seek.");
    }
  }

  private void emit(ServerStream stream, ServerEvent event, ByteBuf payload) {
    if (stream.role == ServerStream.Role.PUBLISHING) {
      events.add(event);
    } else {
      stream.hold(event, payload);
    }
  }

  /** Some publishers send @setDataFrame on message stream 0. */
  private ServerStream dataTarget(int streamId) {
    ServerStream stream = streamId == 0 ? onlyPublisher() : find(streamId);
    return stream != null && stream.publishes() ? stream : null;
  }

  private ServerStream onlyPublisher() {
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

  /** Not a number, infinite, negative and broken ones name no stream. */
  private static int wholeId(double value) {
    int id = (int) value;
    return id == value ? id : 0;
  }

  private ServerStream find(int streamId) {
    return streamId > 0 && streamId < streams.length ? streams[streamId] : null;
  }

  private void misplaced() {
    ignored(ServerEvent.Ignored.Reason.MEDIA_WITHOUT_PUBLISH);
    if (++misplaced > MISPLACED_MEDIA) {
      throw new RtmpException(
          RtmpError.BAD_STATE,
          "more than " + MISPLACED_MEDIA + " media messages where nothing is published");
    }
  }

  private void ignored(ServerEvent.Ignored.Reason reason) {
    events.add(new ServerEvent.Ignored(reason));
  }
}
