package dev.weir.rtmp.session;

import dev.weir.rtmp.RateBudget;
import dev.weir.rtmp.RtmpError;
import dev.weir.rtmp.RtmpException;
import dev.weir.rtmp.RtmpLimits;
import dev.weir.rtmp.message.DataMessage;
import dev.weir.rtmp.message.MessageType;
import dev.weir.rtmp.message.RtmpMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/** Media and data of a client: told, held while its publish waits, or dropped and counted. */
final class IncomingMedia {
  private static final int METADATA_PER_SECOND = 10;
  private static final int DATA_PER_SECOND = 100;
  private static final int MISPLACED_MEDIA = 100;

  private final RtmpLimits limits;
  private final StreamTable streams;
  private final Queue<ServerEvent> events;
  private final RateBudget metadata = new RateBudget(METADATA_PER_SECOND, METADATA_PER_SECOND);
  private final RateBudget data = new RateBudget(DATA_PER_SECOND, DATA_PER_SECOND);
  private int misplaced;

  IncomingMedia(RtmpLimits limits, StreamTable streams, Queue<ServerEvent> events) {
    this.limits = limits;
    this.streams = streams;
    this.events = events;
  }

  void onMedia(RtmpMessage.Media media, long nowNanos) {
    ServerStream stream = streams.find(media.streamId());
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

  /** What was sent out of place before a publish was accepted counts no more. */
  void forgive() {
    misplaced = 0;
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
    ServerStream stream = streamId == 0 ? streams.onlyPublisher() : streams.find(streamId);
    return stream != null && stream.publishes() ? stream : null;
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
