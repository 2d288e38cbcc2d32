package dev.weir.rtmp.session;

import dev.weir.rtmp.RateBudget;
import dev.weir.rtmp.RtmpError;
import dev.weir.rtmp.RtmpException;
import dev.weir.rtmp.RtmpLimits;
import dev.weir.rtmp.chunk.ChunkDecoder;
import dev.weir.rtmp.chunk.RawMessage;
import dev.weir.rtmp.message.AggregateReader;
import dev.weir.rtmp.message.MessageDecoder;
import dev.weir.rtmp.message.MessageEncoder;
import dev.weir.rtmp.message.MessageType;
import dev.weir.rtmp.message.RtmpMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Both codecs of a connection, and everything that protocol control asks for by itself: chunk
 * sizes, abort, acknowledgements, pings, and taking aggregates apart. What it hands on is for the
 * session: media, data, commands, and the user control events that mean something there.
 */
final class MessageChannel implements AutoCloseable {
  private static final int FIRST_OUTPUT = 512;

  /** Ping answers that may wait to be polled; a peer that asks for more is told no more. */
  private static final int MAX_PONGS = 64;

  private final RtmpLimits limits;
  private final ByteBufAllocator allocator;
  private final ChunkDecoder decoder;
  private final MessageDecoder messages;
  private final MessageEncoder encoder;
  private final AckWindow ackWindow = new AckWindow();
  private final RateBudget controls;
  private final RateBudget commands;
  private final RateBudget smallChunks;

  private ByteBuf output;
  private AggregateReader aggregate;
  private int pongs;
  private boolean answersPings;

  MessageChannel(RtmpLimits limits, ByteBufAllocator allocator) {
    this.limits = limits;
    this.allocator = allocator;
    this.decoder = new ChunkDecoder(limits, allocator);
    this.messages = new MessageDecoder(limits);
    this.encoder = new MessageEncoder(allocator, ChunkDecoder.DEFAULT_CHUNK_SIZE);
    this.controls = new RateBudget(limits.controlsPerSecond(), 10 * limits.controlsPerSecond());
    this.commands = new RateBudget(limits.commandsPerSecond(), 4 * limits.commandsPerSecond());
    this.smallChunks = new RateBudget(limits.smallChunksPerSecond(), limits.smallChunksPerSecond());
  }

  /** The next message for the session, which then owns it; null when {@code in} is used up. */
  RtmpMessage next(ByteBuf in, long nowNanos) {
    while (true) {
      RawMessage raw = nextRaw(in);
      if (!affordsSmallChunks(nowNanos)) {
        release(raw);
        throw new RtmpException(
            RtmpError.TOO_FAST,
            "more than " + limits.smallChunksPerSecond() + " tiny chunks a second");
      }
      if (raw == null) {
        return null;
      }
      charge(raw, nowNanos);
      RtmpMessage message = messages.decode(raw);
      if (!consume(message)) {
        return message;
      }
    }
  }

  /** Counts bytes off the wire; may append an acknowledgement to the output. */
  void received(int bytes) {
    long sequence = ackWindow.received(bytes);
    if (sequence >= 0) {
      encoder.control(out(), MessageType.ACKNOWLEDGEMENT, sequence);
    }
  }

  /** Messages may be of full length from here on. */
  void connected() {
    decoder.connected();
  }

  /** Whether the peer ever answered a ping. */
  boolean answersPings() {
    return answersPings;
  }

  MessageEncoder encoder() {
    return encoder;
  }

  /** Where the encoder writes to. */
  ByteBuf out() {
    if (output == null) {
      output = allocator.directBuffer(FIRST_OUTPUT);
    }
    return output;
  }

  /** What is to be sent, which the caller then owns; null when there is nothing. */
  ByteBuf pollOutput() {
    if (output == null || !output.isReadable()) {
      return null;
    }
    ByteBuf taken = output;
    output = null;
    pongs = 0;
    return taken;
  }

  @Override
  public void close() {
    decoder.close();
    if (aggregate != null) {
      aggregate.close();
      aggregate = null;
    }
    if (output != null) {
      output.release();
      output = null;
    }
  }

  private RawMessage nextRaw(ByteBuf in) {
    if (aggregate != null) {
      RawMessage part = aggregate.next();
      if (part != null) {
        return part;
      }
      aggregate.close();
      aggregate = null;
    }
    return decoder.next(in);
  }

  private boolean affordsSmallChunks(long nowNanos) {
    int count = decoder.takeSmallChunks();
    return count == 0 || smallChunks.spend(count, nowNanos);
  }

  private static void release(RawMessage raw) {
    if (raw != null) {
      raw.release();
    }
  }

  private void charge(RawMessage raw, long nowNanos) {
    int type = raw.type();
    boolean fine =
        switch (type) {
          case MessageType.AUDIO, MessageType.VIDEO, MessageType.AGGREGATE -> true;
          case MessageType.DATA_AMF0, MessageType.DATA_AMF3 -> true;
          case MessageType.COMMAND_AMF0, MessageType.COMMAND_AMF3 -> commands.spend(1, nowNanos);
          default -> controls.spend(1, nowNanos);
        };
    if (!fine) {
      raw.release();
      throw new RtmpException(
          RtmpError.TOO_FAST, "too many messages of type " + type + " a second");
    }
  }

  /** Whether the message was the channel's own business. */
  private boolean consume(RtmpMessage message) {
    if (message instanceof RtmpMessage.SetChunkSize m) {
      decoder.chunkSize(m.size());
    } else if (message instanceof RtmpMessage.Abort m) {
      decoder.abort(m.chunkStreamId());
    } else if (message instanceof RtmpMessage.WindowAckSize m) {
      ackWindow.window(m.size());
    } else if (message instanceof RtmpMessage.Aggregate m) {
      aggregate = new AggregateReader(m);
    } else if (message instanceof RtmpMessage.UserControl m) {
      return answerPing(m);
    } else {
      // Acknowledgements are not computed with (YouTube sends them per window); TCP already holds
      // the sender back. A
      // peer bandwidth would ask for a window message, which every known peer does without.
      return message instanceof RtmpMessage.Acknowledgement
          || message instanceof RtmpMessage.SetPeerBandwidth;
    }
    return true;
  }

  private boolean answerPing(RtmpMessage.UserControl message) {
    answersPings |= message.event() == RtmpMessage.UserControl.PING_RESPONSE;
    if (message.event() != RtmpMessage.UserControl.PING_REQUEST) {
      return message.event() != RtmpMessage.UserControl.SET_BUFFER_LENGTH
          && message.event() != RtmpMessage.UserControl.STREAM_BEGIN
          && message.event() != RtmpMessage.UserControl.STREAM_EOF
          && message.event() != RtmpMessage.UserControl.PING_RESPONSE;
    }
    if (pongs < MAX_PONGS) {
      pongs++;
      encoder.userControl(out(), RtmpMessage.UserControl.PING_RESPONSE, message.value());
    }
    return true;
  }
}
