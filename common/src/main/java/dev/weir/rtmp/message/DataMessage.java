package dev.weir.rtmp.message;

import dev.weir.amf.Amf0Reader;
import dev.weir.amf.Amf0Writer;
import dev.weir.amf.AmfValue;
import dev.weir.rtmp.RtmpException;
import dev.weir.rtmp.RtmpLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a publisher's data message means, in the form in which players get it: {@code @setDataFrame}
 * gone, onMetaData as an ECMA array (ffmpeg takes the presence of tracks from nothing else),
 * without the duration that live streams do not have (ExoPlayer takes it for the end).
 *
 * @param kind metadata to store, a request to drop it, or anything else, which is relayed and not
 *     stored
 * @param name the handler's name, such as {@code onMetaData}
 * @param values what follows the name
 */
public record DataMessage(Kind kind, String name, List<AmfValue> values) {
  /** See the record. */
  public enum Kind {
    METADATA,
    CLEAR_METADATA,
    OTHER
  }

  private static final String ON_META_DATA = "onMetaData";

  /**
   * Between server and one player only; passed on, the second makes ffmpeg probe an empty data
   * stream for seconds.
   */
  private static final Set<String> NOT_RELAYED = Set.of("|RtmpSampleAccess", "onStatus");

  /**
   * Reads leniently: numbers before the first string are skipped (Uniview cameras send two), and
   * what is not AMF (ffmpeg's four timecode bytes) is empty rather than an error.
   *
   * @param body AMF0; the reader index moves, ownership stays
   */
  public static Optional<DataMessage> parse(ByteBuf body, RtmpLimits.Amf limits) {
    List<AmfValue> values = readWhatCanBe(body, limits);
    int at = textAt(values, 0);
    if (at < 0) {
      return Optional.empty();
    }
    String name = values.get(at).asText("");
    if (name.equals("@clearDataFrame")) {
      return Optional.of(new DataMessage(Kind.CLEAR_METADATA, name, List.of()));
    }
    if (name.equals("@setDataFrame")) {
      at = textAt(values, at + 1);
      if (at < 0) {
        return Optional.empty();
      }
      name = values.get(at).asText("");
    }
    if (NOT_RELAYED.contains(name)) {
      return Optional.empty();
    }
    List<AmfValue> rest = values.subList(at + 1, values.size());
    if (!name.equals(ON_META_DATA)) {
      return Optional.of(new DataMessage(Kind.OTHER, name, List.copyOf(rest)));
    }
    for (AmfValue value : rest) {
      if (isBag(value)) {
        return Optional.of(new DataMessage(Kind.METADATA, name, List.of(forPlayers(value))));
      }
    }
    return Optional.empty();
  }

  /** The body that players get; the caller owns it. */
  public ByteBuf encode(ByteBufAllocator allocator) {
    ByteBuf out = allocator.directBuffer(512);
    Amf0Writer.write(out, AmfValue.of(name));
    Amf0Writer.write(out, values.toArray(new AmfValue[0]));
    return out;
  }

  private static List<AmfValue> readWhatCanBe(ByteBuf body, RtmpLimits.Amf limits) {
    List<AmfValue> values = new ArrayList<>();
    Amf0Reader reader = new Amf0Reader(body, limits);
    try {
      while (reader.hasNext()) {
        values.add(reader.next());
      }
    } catch (RtmpException notAmf) {
      // What came before it counts.
    }
    return values;
  }

  private static int textAt(List<AmfValue> values, int from) {
    for (int i = from; i < values.size(); i++) {
      if (values.get(i) instanceof AmfValue.Text) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isBag(AmfValue value) {
    return value instanceof AmfValue.Obj
        || value instanceof AmfValue.EcmaArray
        || value instanceof AmfValue.TypedObject;
  }

  private static AmfValue forPlayers(AmfValue metadata) {
    Map<String, AmfValue> properties = new LinkedHashMap<>(metadata.asProperties());
    properties.remove("duration");
    return new AmfValue.EcmaArray(properties);
  }
}
