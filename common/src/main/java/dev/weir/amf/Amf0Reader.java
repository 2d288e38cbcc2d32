package dev.weir.amf;

import dev.weir.rtmp.RtmpLimits;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the AMF0 values of one message.
 *
 * <p>Anything truncated, nested too deeply, too large or of a forbidden kind ends in an {@link
 * dev.weir.rtmp.RtmpException} of kind BAD_AMF; the reader is of no further use then. The budgets
 * of {@link RtmpLimits.Amf} hold for everything that one reader reads.
 */
public final class Amf0Reader {
  private final AmfSource in;
  private Amf3Reader amf3;

  /**
   * @param in the message; its readerIndex moves, the caller keeps it
   * @param limits what the message may cost
   */
  public Amf0Reader(ByteBuf in, RtmpLimits.Amf limits) {
    this.in = new AmfSource(in, limits);
  }

  /** Whether bytes are left. */
  public boolean hasNext() {
    return in.hasNext();
  }

  /** The next value. */
  public AmfValue next() {
    in.chargeNode();
    int marker = in.u8();
    switch (marker) {
      case Amf0Marker.NUMBER:
        return AmfValue.of(in.f64());
      case Amf0Marker.BOOLEAN:
        return AmfValue.of(in.u8() != 0);
      case Amf0Marker.STRING:
        return AmfValue.of(in.text(in.u16()));
      case Amf0Marker.LONG_STRING:
        return AmfValue.of(in.text(in.u32()));
      case Amf0Marker.XML:
        return new AmfValue.Xml(in.text(in.u32()));
      case Amf0Marker.NULL:
        return AmfValue.NULL;
      case Amf0Marker.UNDEFINED:
      case Amf0Marker.UNSUPPORTED:
        return AmfValue.UNDEFINED;
      case Amf0Marker.DATE:
        return new AmfValue.Date(in.f64(), in.s16());
      case Amf0Marker.OBJECT:
        return new AmfValue.Obj(properties());
      case Amf0Marker.ECMA_ARRAY:
        // Only a hint: OBS always announces 20, others 0.
        in.u32();
        return new AmfValue.EcmaArray(properties());
      case Amf0Marker.STRICT_ARRAY:
        return strictArray();
      case Amf0Marker.TYPED_OBJECT:
        return new AmfValue.TypedObject(name(in.u16()), properties());
      case Amf0Marker.AVM_PLUS:
        return amf3Value();
      default:
        throw AmfSource.bad(refusal(marker));
    }
  }

  /** All values up to the end of the message; a rest that is not a value is an error. */
  public List<AmfValue> readAll() {
    List<AmfValue> values = new ArrayList<>();
    while (hasNext()) {
      values.add(next());
    }
    return values;
  }

  private Map<String, AmfValue> properties() {
    in.enter();
    Map<String, AmfValue> properties = new LinkedHashMap<>();
    for (int count = 1; ; count++) {
      int length = in.u16();
      if (length == 0 && in.skipIf(Amf0Marker.OBJECT_END)) {
        break;
      }
      in.checkProperties(count);
      properties.put(name(length), next());
    }
    in.leave();
    return properties;
  }

  private String name(int length) {
    return in.checkName(in.text(length));
  }

  private AmfValue strictArray() {
    long count = in.u32();
    // Every value has at least its marker, so the count cannot pass the bytes that are left.
    in.need(count);
    in.enter();
    List<AmfValue> values = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      values.add(next());
    }
    in.leave();
    return new AmfValue.StrictArray(values);
  }

  /** One AMF3 value, then AMF0 again (AMF0 3.1). Its references reach over the whole message. */
  private AmfValue amf3Value() {
    if (amf3 == null) {
      amf3 = new Amf3Reader(in);
    }
    return amf3.value();
  }

  private static String refusal(int marker) {
    switch (marker) {
      case Amf0Marker.REFERENCE:
        return "AMF0 reference";
      case Amf0Marker.MOVIE_CLIP:
      case Amf0Marker.RECORD_SET:
        return "reserved AMF0 marker " + marker;
      case Amf0Marker.OBJECT_END:
        return "object end without an object";
      default:
        return "unknown AMF0 marker " + marker;
    }
  }
}
