package dev.weir.amf;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Map;

/** Writes values as AMF0, the only format that every RTMP client reads. */
public final class Amf0Writer {
  private static final int SHORT_MAX = 0xFFFF;

  private Amf0Writer() {}

  /**
   * Appends values one after the other.
   *
   * <p>AMF0 has no byte array, so {@link AmfValue.Bytes} goes out as one AMF3 value behind the
   * marker that AMF0 has for this.
   *
   * @param out grows as needed; the caller keeps it
   * @throws IllegalArgumentException if a property or class name has more than 65535 UTF-8 bytes;
   *     the readers never hand out such a name
   */
  public static void write(ByteBuf out, AmfValue... values) {
    for (AmfValue value : values) {
      writeValue(out, value);
    }
  }

  private static void writeValue(ByteBuf out, AmfValue value) {
    if (value instanceof AmfValue.Number number) {
      out.writeByte(Amf0Marker.NUMBER).writeDouble(number.value());
    } else if (value instanceof AmfValue.Bool bool) {
      out.writeByte(Amf0Marker.BOOLEAN).writeBoolean(bool.value());
    } else if (value instanceof AmfValue.Text text) {
      writeText(out, text.value());
    } else if (value instanceof AmfValue.Null) {
      out.writeByte(Amf0Marker.NULL);
    } else if (value instanceof AmfValue.Undefined) {
      out.writeByte(Amf0Marker.UNDEFINED);
    } else if (value instanceof AmfValue.Date date) {
      out.writeByte(Amf0Marker.DATE).writeDouble(date.epochMillis());
      out.writeShort(date.zoneMinutes());
    } else if (value instanceof AmfValue.Xml xml) {
      out.writeByte(Amf0Marker.XML);
      writeLong(out, xml.value());
    } else if (value instanceof AmfValue.Bytes) {
      out.writeByte(Amf0Marker.AVM_PLUS);
      Amf3Writer.write(out, value);
    } else {
      writeContainer(out, value);
    }
  }

  private static void writeContainer(ByteBuf out, AmfValue value) {
    if (value instanceof AmfValue.StrictArray array) {
      out.writeByte(Amf0Marker.STRICT_ARRAY).writeInt(array.values().size());
      array.values().forEach(element -> writeValue(out, element));
      return;
    }
    if (value instanceof AmfValue.EcmaArray array) {
      out.writeByte(Amf0Marker.ECMA_ARRAY).writeInt(array.properties().size());
    } else if (value instanceof AmfValue.TypedObject object) {
      out.writeByte(Amf0Marker.TYPED_OBJECT);
      writeName(out, object.className());
    } else {
      out.writeByte(Amf0Marker.OBJECT);
    }
    for (Map.Entry<String, AmfValue> property : value.asProperties().entrySet()) {
      writeName(out, property.getKey());
      writeValue(out, property.getValue());
    }
    out.writeShort(0).writeByte(Amf0Marker.OBJECT_END);
  }

  private static void writeText(ByteBuf out, String text) {
    int length = ByteBufUtil.utf8Bytes(text);
    if (length > SHORT_MAX) {
      out.writeByte(Amf0Marker.LONG_STRING);
      writeLong(out, text);
    } else {
      out.writeByte(Amf0Marker.STRING).writeShort(length);
      ByteBufUtil.writeUtf8(out, text);
    }
  }

  private static void writeLong(ByteBuf out, String text) {
    out.writeInt(ByteBufUtil.utf8Bytes(text));
    ByteBufUtil.writeUtf8(out, text);
  }

  private static void writeName(ByteBuf out, String name) {
    int length = ByteBufUtil.utf8Bytes(name);
    if (length > SHORT_MAX) {
      throw new IllegalArgumentException("name of " + length + " bytes");
    }
    out.writeShort(length);
    ByteBufUtil.writeUtf8(out, name);
  }
}
