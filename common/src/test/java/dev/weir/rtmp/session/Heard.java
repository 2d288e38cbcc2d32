package dev.weir.rtmp.session;

import dev.weir.amf.AmfValue;
import dev.weir.rtmp.RtmpLimits;
import dev.weir.rtmp.chunk.ChunkDecoder;
import dev.weir.rtmp.chunk.RawMessage;
import dev.weir.rtmp.message.MessageDecoder;
import dev.weir.rtmp.message.RtmpMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;

/** What a server said, one line a message, with the chunk stream and message stream it came on. */
final class Heard implements AutoCloseable {
  private static final int REPLY_TO_HANDSHAKE = 1 + 2 * 1536;

  private final ChunkDecoder decoder =
      new ChunkDecoder(RtmpLimits.DEFAULT, new UnpooledByteBufAllocator(false, true));
  private final MessageDecoder messages = new MessageDecoder(RtmpLimits.DEFAULT);
  private int handshakeMissing = REPLY_TO_HANDSHAKE;

  Heard() {
    decoder.connected();
  }

  /** Reads and releases. */
  List<String> read(ByteBuf bytes) {
    List<String> lines = new ArrayList<>();
    int skipped = Math.min(handshakeMissing, bytes.readableBytes());
    bytes.skipBytes(skipped);
    handshakeMissing -= skipped;
    for (RawMessage raw; (raw = decoder.next(bytes)) != null; ) {
      int id = raw.chunkStreamId();
      RtmpMessage message = messages.decode(raw);
      if (message instanceof RtmpMessage.SetChunkSize size) {
        decoder.chunkSize(size.size());
      }
      lines.add(id + "/" + raw.streamId() + " " + line(message));
    }
    bytes.release();
    return lines;
  }

  @Override
  public void close() {
    decoder.close();
  }

  private static String line(RtmpMessage message) {
    if (message instanceof RtmpMessage.Command command) {
      StringBuilder line = new StringBuilder(command.name()).append(' ');
      line.append((long) command.transaction());
      command.arguments().forEach(argument -> line.append(' ').append(value(argument)));
      return line.toString();
    }
    if (message instanceof RtmpMessage.Data data) {
      String body = ByteBufUtil.hexDump(data.payload());
      data.payload().release();
      return "Data " + body;
    }
    if (message instanceof RtmpMessage.UserControl control) {
      return "UserControl " + control.event() + " " + control.value();
    }
    if (message instanceof RtmpMessage.WindowAckSize window) {
      return "WindowAckSize " + window.size();
    }
    if (message instanceof RtmpMessage.Acknowledgement ack) {
      return "Acknowledgement " + ack.sequence();
    }
    if (message instanceof RtmpMessage.SetPeerBandwidth bandwidth) {
      return "SetPeerBandwidth " + bandwidth.window() + " " + bandwidth.limit();
    }
    return message.toString();
  }

  /** Of an information object its code; other values as short as can be. */
  private static String value(AmfValue value) {
    if (value instanceof AmfValue.Number number) {
      return String.valueOf((long) number.value());
    }
    if (value instanceof AmfValue.Null) {
      return "null";
    }
    AmfValue code = value.asProperties().get("code");
    if (code != null) {
      return code.asText("?");
    }
    return value.asProperties().isEmpty() ? value.asText("?") : "{..}";
  }
}
