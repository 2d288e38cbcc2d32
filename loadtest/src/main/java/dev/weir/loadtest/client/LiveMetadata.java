package dev.weir.loadtest.client;

import dev.weir.amf.Amf0Writer;
import dev.weir.amf.AmfValue;
import dev.weir.flv.FlvTag;
import dev.weir.rtmp.RtmpLimits;
import dev.weir.rtmp.message.DataMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A file's script data as an encoder would send it. */
final class LiveMetadata {
  /** An index of key frames has an entry for each; it is read to be left out. */
  private static final RtmpLimits.Amf LIMITS = new RtmpLimits.Amf(16, 1_000, 2_000_000, 1 << 20);

  /** True of the file, false of a stream that never ends. */
  private static final List<String> ABOUT_THE_FILE =
      List.of(
          "duration",
          "filesize",
          "keyframes",
          "hasKeyframes",
          "hasCuePoints",
          "cuePoints",
          "canSeekToEnd",
          "datasize",
          "audiosize",
          "videosize",
          "lasttimestamp",
          "lastkeyframetimestamp",
          "lastkeyframelocation");

  private LiveMetadata() {}

  /** The tag as a message; empty when it says nothing that a stream could use. */
  static Optional<MediaUnit> of(FlvTag tag) {
    return DataMessage.parse(tag.body().duplicate(), LIMITS)
        .filter(message -> message.kind() != DataMessage.Kind.CLEAR_METADATA)
        .map(message -> unit(tag.timestamp(), message));
  }

  private static MediaUnit unit(long timestamp, DataMessage message) {
    boolean metadata = message.kind() == DataMessage.Kind.METADATA;
    ByteBuf body = Unpooled.buffer();
    if (metadata) {
      Map<String, AmfValue> properties =
          new LinkedHashMap<>(message.values().get(0).asProperties());
      properties.keySet().removeAll(ABOUT_THE_FILE);
      AmfValue name = AmfValue.of(message.name());
      Amf0Writer.write(
          body, AmfValue.of("@setDataFrame"), name, new AmfValue.EcmaArray(properties));
    } else {
      Amf0Writer.write(body, AmfValue.of(message.name()));
      Amf0Writer.write(body, message.values().toArray(new AmfValue[0]));
    }
    return MediaUnit.data(timestamp, metadata, body);
  }
}
