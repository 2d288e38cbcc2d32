package dev.weir.rtmp.message;

import dev.weir.amf.Amf0Reader;
import dev.weir.amf.AmfValue;
import dev.weir.rtmp.RtmpError;
import dev.weir.rtmp.RtmpException;
import dev.weir.rtmp.RtmpLimits;
import dev.weir.rtmp.chunk.RawMessage;
import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * A raw message's body becomes values. Stateless; reads by type, never by the chunk stream that it
 * came on.
 */
public final class MessageDecoder {
  private static final int STRING_MARKER = 0x02;

  private final RtmpLimits limits;

  /**
   * @param limits bounds of AMF
   */
  public MessageDecoder(RtmpLimits limits) {
    this.limits = limits;
  }

  /**
   * Reads a message.
   *
   * @param raw taken over: its body goes into the result or is released
   */
  public RtmpMessage decode(RawMessage raw) {
    ByteBuf body = raw.payload();
    boolean handedOn = false;
    try {
      RtmpMessage message = read(raw, body);
      handedOn = holds(message);
      return message;
    } finally {
      if (!handedOn) {
        body.release();
      }
    }
  }

  private static boolean holds(RtmpMessage message) {
    return message instanceof RtmpMessage.Media
        || message instanceof RtmpMessage.Data
        || message instanceof RtmpMessage.Aggregate;
  }

  private RtmpMessage read(RawMessage raw, ByteBuf body) {
    return switch (raw.type()) {
      case MessageType.SET_CHUNK_SIZE -> setChunkSize(control(body, 4));
      case MessageType.ABORT -> new RtmpMessage.Abort(control(body, 4).readInt());
      case MessageType.ACKNOWLEDGEMENT ->
          new RtmpMessage.Acknowledgement(control(body, 4).readUnsignedInt());
      case MessageType.USER_CONTROL -> userControl(control(body, 2));
      case MessageType.WINDOW_ACK_SIZE ->
          new RtmpMessage.WindowAckSize(control(body, 4).readUnsignedInt());
      case MessageType.SET_PEER_BANDWIDTH ->
          new RtmpMessage.SetPeerBandwidth(
              control(body, 5).readUnsignedInt(), body.readUnsignedByte());
      case MessageType.AUDIO, MessageType.VIDEO ->
          new RtmpMessage.Media(raw.type(), raw.streamId(), raw.timestamp(), body);
      case MessageType.DATA_AMF3 -> data(raw, unwrapped(body));
      case MessageType.DATA_AMF0 -> data(raw, body);
      case MessageType.COMMAND_AMF3 -> command(raw, unwrapped(body));
      case MessageType.COMMAND_AMF0 -> command(raw, body);
      case MessageType.AGGREGATE ->
          new RtmpMessage.Aggregate(raw.streamId(), raw.timestamp(), body);
      default -> new RtmpMessage.Unknown(raw.type());
    };
  }

  private static RtmpMessage data(RawMessage raw, ByteBuf body) {
    return new RtmpMessage.Data(raw.streamId(), raw.timestamp(), body);
  }

  private static ByteBuf control(ByteBuf body, int atLeast) {
    if (body.readableBytes() < atLeast) {
      throw new RtmpException(
          RtmpError.BAD_CONTROL, "control message of " + body.readableBytes() + " bytes");
    }
    return body;
  }

  private static RtmpMessage setChunkSize(ByteBuf body) {
    int size = body.readInt();
    // 5.4.1: the top bit must be zero and the size at least 1. Large ones (MonaServer announces 128
    // MiB) are harmless
    // here, because nothing is ever allocated from them.
    if (size < 1) {
      throw new RtmpException(
          RtmpError.BAD_CONTROL, "chunk size " + Integer.toUnsignedString(size));
    }
    return new RtmpMessage.SetChunkSize(size);
  }

  private static RtmpMessage userControl(ByteBuf body) {
    int length = body.readableBytes();
    int event = body.readUnsignedShort();
    long value = body.readableBytes() >= 4 ? body.readUnsignedInt() : 0;
    long extra = body.readableBytes() >= 4 ? body.readUnsignedInt() : 0;
    // 7.1.7: events 0 to 7 all carry at least four bytes.
    boolean needsValue = event <= RtmpMessage.UserControl.PING_RESPONSE;
    if (needsValue && length < 6) {
      throw new RtmpException(
          RtmpError.BAD_CONTROL, "user control event " + event + " without its value");
    }
    return new RtmpMessage.UserControl(event, value, extra);
  }

  /**
   * Types 15 and 17 begin with a format byte 0; some peers leave it out, and then a string marker
   * stands there.
   */
  private static ByteBuf unwrapped(ByteBuf body) {
    if (body.isReadable() && body.getByte(body.readerIndex()) != STRING_MARKER) {
      body.skipBytes(1);
    }
    return body;
  }

  private RtmpMessage command(RawMessage raw, ByteBuf body) {
    if (!body.isReadable()) {
      return new RtmpMessage.Unknown(raw.type());
    }
    List<AmfValue> values = new Amf0Reader(body, limits.amf()).readAll();
    if (!(values.get(0) instanceof AmfValue.Text name)) {
      throw new RtmpException(RtmpError.BAD_COMMAND, "a command without a name");
    }
    double transaction = values.size() > 1 ? values.get(1).asNumber(0) : 0;
    boolean usable = transaction >= 0 && !Double.isInfinite(transaction);
    List<AmfValue> arguments = values.size() > 2 ? values.subList(2, values.size()) : List.of();
    return new RtmpMessage.Command(
        raw.streamId(), name.value(), usable ? transaction : 0, arguments);
  }
}
