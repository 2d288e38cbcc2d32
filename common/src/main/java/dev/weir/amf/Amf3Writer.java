package dev.weir.amf;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Map;

/**
 * Writes values as AMF3, without references: every string, object and class stands in full, which
 * every reader accepts and which keeps one value independent of those before it.
 */
public final class Amf3Writer {
  private static final int U29_MAX = (1 << 29) - 1;
  private static final int INTEGER_MAX = (1 << 28) - 1;
  private static final int INTEGER_MIN = -(1 << 28);

  /** Inline instance, inline traits, not externalizable, dynamic, no fixed members (AMF3 3.12). */
  private static final int DYNAMIC_TRAITS = 0x0B;

  private Amf3Writer() {}

  /**
   * Appends values one after the other.
   *
   * <p>What AMF3 cannot say is lost: a date's time zone, and a property whose name is empty, since
   * the empty name ends the list. An ECMA array without properties reads back as a strict array.
   *
   * @param out grows as needed; the caller keeps it
   * @throws IllegalArgumentException if a string has 2^28 or more UTF-8 bytes
   */
  public static void write(ByteBuf out, AmfValue... values) {
    for (AmfValue value : values) {
      writeValue(out, value);
    }
  }

  private static void writeValue(ByteBuf out, AmfValue value) {
    if (value instanceof AmfValue.Number number) {
      writeNumber(out, number.value());
    } else if (value instanceof AmfValue.Bool bool) {
      out.writeByte(bool.value() ? Amf3Marker.TRUE : Amf3Marker.FALSE);
    } else if (value instanceof AmfValue.Text text) {
      out.writeByte(Amf3Marker.STRING);
      writeText(out, text.value());
    } else if (value instanceof AmfValue.Null) {
      out.writeByte(Amf3Marker.NULL);
    } else if (value instanceof AmfValue.Undefined) {
      out.writeByte(Amf3Marker.UNDEFINED);
    } else if (value instanceof AmfValue.Date date) {
      out.writeByte(Amf3Marker.DATE).writeByte(1).writeDouble(date.epochMillis());
    } else if (value instanceof AmfValue.Xml xml) {
      out.writeByte(Amf3Marker.XML);
      writeText(out, xml.value());
    } else if (value instanceof AmfValue.Bytes bytes) {
      out.writeByte(Amf3Marker.BYTE_ARRAY);
      writeLength(out, bytes.value().length);
      out.writeBytes(bytes.value());
    } else {
      writeContainer(out, value);
    }
  }

  private static void writeContainer(ByteBuf out, AmfValue value) {
    if (value instanceof AmfValue.StrictArray array) {
      out.writeByte(Amf3Marker.ARRAY);
      writeLength(out, array.values().size());
      out.writeByte(Amf3Marker.EMPTY_STRING);
      array.values().forEach(element -> writeValue(out, element));
      return;
    }
    if (value instanceof AmfValue.EcmaArray) {
      out.writeByte(Amf3Marker.ARRAY);
      writeLength(out, 0);
    } else {
      out.writeByte(Amf3Marker.OBJECT).writeByte(DYNAMIC_TRAITS);
      writeText(out, value instanceof AmfValue.TypedObject object ? object.className() : "");
    }
    for (Map.Entry<String, AmfValue> property : value.asProperties().entrySet()) {
      if (!property.getKey().isEmpty()) {
        writeText(out, property.getKey());
        writeValue(out, property.getValue());
      }
    }
    out.writeByte(Amf3Marker.EMPTY_STRING);
  }

  private static void writeNumber(ByteBuf out, double value) {
    int integer = (int) value;
    // Compared as bits, so that -0.0 stays a double.
    boolean exact = Double.doubleToRawLongBits(value) == Double.doubleToRawLongBits(integer);
    if (exact && integer >= INTEGER_MIN && integer <= INTEGER_MAX) {
      out.writeByte(Amf3Marker.INTEGER);
      writeU29(out, integer & U29_MAX);
    } else {
      out.writeByte(Amf3Marker.DOUBLE).writeDouble(value);
    }
  }

  private static void writeText(ByteBuf out, String text) {
    writeLength(out, ByteBufUtil.utf8Bytes(text));
    ByteBufUtil.writeUtf8(out, text);
  }

  /** A length or count with the bit that says "here it comes", as opposed to a reference. */
  private static void writeLength(ByteBuf out, int length) {
    if (length > U29_MAX >> 1) {
      throw new IllegalArgumentException("length " + length);
    }
    writeU29(out, length << 1 | 1);
  }

  private static void writeU29(ByteBuf out, int value) {
    if (value < 1 << 7) {
      out.writeByte(value);
    } else if (value < 1 << 14) {
      out.writeByte(value >> 7 | 0x80).writeByte(value & 0x7F);
    } else if (value < 1 << 21) {
      out.writeByte(value >> 14 | 0x80).writeByte(value >> 7 | 0x80).writeByte(value & 0x7F);
    } else {
      out.writeByte(value >> 22 | 0x80).writeByte(value >> 15 | 0x80);
      out.writeByte(value >> 8 | 0x80).writeByte(value);
    }
  }
}
