package dev.weir.amf;

import dev.weir.amf.Amf3References.Traits;
import dev.weir.rtmp.RtmpLimits;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the AMF3 values of one message.
 *
 * <p>Integers become numbers, vectors strict arrays, dictionaries ECMA arrays. An array with named
 * members becomes an ECMA array whose dense part has the names "0", "1" and so on. Externalizable
 * objects are refused: only their class could tell where they end.
 *
 * <p>Errors and budgets are those of {@link Amf0Reader}.
 */
public final class Amf3Reader {
  private final AmfSource in;
  private final Amf3References references;

  /**
   * @param in the message; its readerIndex moves, the caller keeps it
   * @param limits what the message may cost
   */
  public Amf3Reader(ByteBuf in, RtmpLimits.Amf limits) {
    this(new AmfSource(in, limits));
  }

  Amf3Reader(AmfSource in) {
    this.in = in;
    this.references = new Amf3References(in);
  }

  /** Whether bytes are left. */
  public boolean hasNext() {
    return in.hasNext();
  }

  /** The next value. */
  public AmfValue next() {
    in.chargeNode();
    return value();
  }

  /** All values up to the end of the message; a rest that is not a value is an error. */
  public List<AmfValue> readAll() {
    List<AmfValue> values = new ArrayList<>();
    while (hasNext()) {
      values.add(next());
    }
    return values;
  }

  /** The next value, whose node the caller has paid for. */
  AmfValue value() {
    int marker = in.u8();
    switch (marker) {
      case Amf3Marker.UNDEFINED:
        return AmfValue.UNDEFINED;
      case Amf3Marker.NULL:
        return AmfValue.NULL;
      case Amf3Marker.FALSE:
        return AmfValue.of(false);
      case Amf3Marker.TRUE:
        return AmfValue.of(true);
      case Amf3Marker.INTEGER:
        // 29 bits in two's complement (AMF3 3.6).
        return AmfValue.of(in.u29() << 3 >> 3);
      case Amf3Marker.DOUBLE:
        return AmfValue.of(in.f64());
      case Amf3Marker.STRING:
        return AmfValue.of(string());
      default:
        return complex(marker);
    }
  }

  /** Kinds that begin with a U29 whose lowest bit tells a new value from a reference. */
  private AmfValue complex(int marker) {
    if (marker > Amf3Marker.DICTIONARY) {
      throw AmfSource.bad("unknown AMF3 marker " + marker);
    }
    int head = in.u29();
    if ((head & 1) == 0) {
      return references.object(head >> 1);
    }
    int index = references.reserve();
    int rest = head >> 1;
    switch (marker) {
      case Amf3Marker.XML_DOCUMENT:
      case Amf3Marker.XML:
        return references.complete(index, new AmfValue.Xml(in.text(rest)));
      case Amf3Marker.BYTE_ARRAY:
        return references.complete(index, new AmfValue.Bytes(in.bytes(rest)));
      case Amf3Marker.DATE:
        return references.complete(index, new AmfValue.Date(in.f64(), (short) 0));
      default:
        in.enter();
        AmfValue value = container(marker, rest);
        in.leave();
        return references.complete(index, value);
    }
  }

  private AmfValue container(int marker, int rest) {
    switch (marker) {
      case Amf3Marker.ARRAY:
        return array(rest);
      case Amf3Marker.OBJECT:
        return object(rest);
      case Amf3Marker.DICTIONARY:
        return dictionary(rest);
      case Amf3Marker.VECTOR_OBJECT:
        in.u8();
        name();
        return new AmfValue.StrictArray(values(rest));
      default:
        return numbers(marker, rest);
    }
  }

  private AmfValue array(int count) {
    Map<String, AmfValue> named = new LinkedHashMap<>();
    dynamicMembers(named, 0);
    List<AmfValue> dense = values(count);
    if (named.isEmpty()) {
      return new AmfValue.StrictArray(dense);
    }
    in.checkProperties(named.size() + dense.size());
    for (int i = 0; i < dense.size(); i++) {
      named.put(Integer.toString(i), dense.get(i));
    }
    return new AmfValue.EcmaArray(named);
  }

  private List<AmfValue> values(int count) {
    // Every value has at least its marker, so the count cannot pass the bytes that are left.
    in.need(count);
    List<AmfValue> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(next());
    }
    return values;
  }

  private AmfValue numbers(int marker, int count) {
    in.u8();
    in.need(count * (marker == Amf3Marker.VECTOR_DOUBLE ? 8L : 4L));
    List<AmfValue> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      in.chargeNode();
      values.add(AmfValue.of(number(marker)));
    }
    return new AmfValue.StrictArray(values);
  }

  private double number(int marker) {
    switch (marker) {
      case Amf3Marker.VECTOR_INT:
        return in.s32();
      case Amf3Marker.VECTOR_UINT:
        return in.u32();
      default:
        return in.f64();
    }
  }

  private AmfValue dictionary(int count) {
    in.u8();
    in.checkProperties(count);
    Map<String, AmfValue> entries = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      String key = dictionaryKey();
      entries.put(key, next());
    }
    return new AmfValue.EcmaArray(entries);
  }

  /** Any value may be a key in AMF3; those that have a plain text form are all that we can keep. */
  private String dictionaryKey() {
    if (in.skipIf(Amf3Marker.STRING)) {
      return name();
    }
    AmfValue key = next();
    if (key instanceof AmfValue.Bool bool) {
      return Boolean.toString(bool.value());
    }
    if (!(key instanceof AmfValue.Number number)) {
      throw AmfSource.bad("dictionary key that is no string, number or boolean");
    }
    double value = number.value();
    return value == (int) value ? Integer.toString((int) value) : Double.toString(value);
  }

  private AmfValue object(int rest) {
    Traits traits = (rest & 1) == 0 ? references.traits(rest >> 1) : inlineTraits(rest >> 1);
    Map<String, AmfValue> properties = new LinkedHashMap<>();
    for (String member : traits.members()) {
      in.chargeText(member.length());
      properties.put(member, next());
    }
    if (traits.dynamic()) {
      dynamicMembers(properties, traits.members().size());
    }
    if (traits.className().isEmpty()) {
      return new AmfValue.Obj(properties);
    }
    in.chargeText(traits.className().length());
    return new AmfValue.TypedObject(traits.className(), properties);
  }

  private Traits inlineTraits(int bits) {
    if ((bits & 1) != 0) {
      throw AmfSource.bad("externalizable object");
    }
    boolean dynamic = (bits & 2) != 0;
    int count = bits >> 2;
    in.checkProperties(count);
    String className = name();
    in.need(count);
    List<String> members = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      members.add(name());
    }
    Traits traits = new Traits(className, members, dynamic);
    references.addTraits(traits);
    return traits;
  }

  private void dynamicMembers(Map<String, AmfValue> into, int before) {
    int count = before;
    for (String key = name(); !key.isEmpty(); key = name()) {
      in.checkProperties(++count);
      into.put(key, next());
    }
  }

  private String string() {
    int head = in.u29();
    return (head & 1) == 0 ? references.string(head >> 1) : remember(in.text(head >> 1));
  }

  private String name() {
    return in.checkName(string());
  }

  /** The empty string is never in the table (AMF3 3.8). */
  private String remember(String string) {
    if (!string.isEmpty()) {
      references.addString(string);
    }
    return string;
  }
}
