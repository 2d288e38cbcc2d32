package dev.weir.amf;

import dev.weir.rtmp.RtmpLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Values and their bytes, for readers and writers alike. */
final class AmfVectors {
  private AmfVectors() {}

  enum Format {
    AMF0,
    AMF3
  }

  /**
   * @param canonical whether our writer gives these very bytes; false for other forms that peers
   *     send for the same value
   */
  record Vector(Format format, String name, AmfValue value, String hex, boolean canonical) {
    byte[] bytes() {
      return ByteBufUtil.decodeHexDump(hex.replace(" ", ""));
    }

    @Override
    public String toString() {
      return format + " " + name;
    }
  }

  static Stream<Vector> all() {
    return Stream.concat(amf0().stream(), amf3().stream());
  }

  static Stream<Vector> canonical() {
    return all().filter(Vector::canonical);
  }

  static List<AmfValue> read(Format format, byte[] bytes) {
    return read(format, bytes, RtmpLimits.Amf.DEFAULT);
  }

  static List<AmfValue> read(Format format, byte[] bytes, RtmpLimits.Amf limits) {
    return read(format, Unpooled.wrappedBuffer(bytes), limits);
  }

  static List<AmfValue> read(Format format, ByteBuf in, RtmpLimits.Amf limits) {
    return format == Format.AMF0
        ? new Amf0Reader(in, limits).readAll()
        : new Amf3Reader(in, limits).readAll();
  }

  static byte[] write(Format format, AmfValue... values) {
    ByteBuf out = Unpooled.buffer();
    if (format == Format.AMF0) {
      Amf0Writer.write(out, values);
    } else {
      Amf3Writer.write(out, values);
    }
    return ByteBufUtil.getBytes(out);
  }

  private static Vector zero(String name, AmfValue value, String hex) {
    return new Vector(Format.AMF0, name, value, hex, true);
  }

  private static Vector zeroRead(String name, AmfValue value, String hex) {
    return new Vector(Format.AMF0, name, value, hex, false);
  }

  private static Vector three(String name, AmfValue value, String hex) {
    return new Vector(Format.AMF3, name, value, hex, true);
  }

  private static Vector threeRead(String name, AmfValue value, String hex) {
    return new Vector(Format.AMF3, name, value, hex, false);
  }

  private static AmfValue list(Object... values) {
    List<AmfValue> elements = new ArrayList<>();
    for (Object value : values) {
      elements.add(AmfValue.object("", value).properties().get(""));
    }
    return new AmfValue.StrictArray(elements);
  }

  private static AmfValue typed(String className, Object... pairs) {
    return new AmfValue.TypedObject(className, AmfValue.object(pairs).properties());
  }

  private static List<Vector> amf0() {
    return List.of(
        zero("number", AmfValue.of(4), "00 4010000000000000"),
        zero("negative zero", AmfValue.of(-0.0), "00 8000000000000000"),
        zero("not a number", AmfValue.of(Double.NaN), "00 7FF8000000000000"),
        zero("infinity", AmfValue.of(Double.NEGATIVE_INFINITY), "00 FFF0000000000000"),
        zero("true", AmfValue.of(true), "01 01"),
        zero("false", AmfValue.of(false), "01 00"),
        zeroRead("true as two", AmfValue.of(true), "01 02"),
        zero("command name", AmfValue.of("_result"), "02 0007 5F726573756C74"),
        zero("empty string", AmfValue.of(""), "02 0000"),
        zero("umlaut", AmfValue.of("\u00fc"), "02 0002 C3BC"),
        zero("beyond the BMP", AmfValue.of("\uD83C\uDFA5"), "02 0004 F09F8EA5"),
        zeroRead("Latin-1 byte", AmfValue.of("a\uFFFDb"), "02 0003 61FC62"),
        zeroRead("half a character", AmfValue.of("\uFFFD"), "02 0001 C3"),
        zeroRead("short long string", AmfValue.of("abc"), "0C 00000003 616263"),
        zero("null", AmfValue.NULL, "05"),
        zero("undefined", AmfValue.UNDEFINED, "06"),
        zeroRead("unsupported", AmfValue.UNDEFINED, "0D"),
        zero("empty object", AmfValue.object(), "03 000009"),
        zero("object", AmfValue.object("app", "live"), "03 0003617070 0200046C697665 000009"),
        zero(
            "nested object",
            AmfValue.object("a", AmfValue.object("b", 1), "c", null),
            "03 000161 03 000162 00 3FF0000000000000 000009 000163 05 000009"),
        zero("empty name", AmfValue.object("", true), "03 0000 0101 000009"),
        zeroRead("name twice", AmfValue.object("a", true), "03 000161 0100 000161 0101 000009"),
        zero(
            "ECMA array",
            AmfValue.ecmaArray("width", 1280),
            "08 00000001 0005 7769647468 00 4094000000000000 000009"),
        zeroRead("ECMA array of OBS", AmfValue.ecmaArray("a", 0), ecma("00000014")),
        zeroRead("ECMA array counted 0", AmfValue.ecmaArray("a", 0), ecma("00000000")),
        zeroRead("ECMA array counted 2^32-1", AmfValue.ecmaArray("a", 0), ecma("FFFFFFFF")),
        zero("empty strict array", list(), "0A 00000000"),
        zero("strict array", list(AmfValue.of(true), AmfValue.NULL), "0A 00000002 0101 05"),
        zero("date", new AmfValue.Date(1, (short) -60), "0B 3FF0000000000000 FFC4"),
        zero("XML", new AmfValue.Xml("<a/>"), "0F 00000004 3C612F3E"),
        zero("typed object", typed("c.D", "x", true), "10 0003632E44 000178 0101 000009"),
        zero("byte array", new AmfValue.Bytes(new byte[] {1, 2}), "11 0C 05 0102"),
        zeroRead("AMF3 integer", AmfValue.of(5), "11 04 05"),
        zeroRead(
            "AMF3 in an object, then AMF0 again",
            AmfValue.object("a", "x", "b", "y"),
            "03 000161 11 06 03 78 000162 02 0001 79 000009"),
        zeroRead(
            "AMF3 references across values",
            list(AmfValue.of("xy"), AmfValue.of("xy")),
            "0A 00000002 11 06 05 7879 11 06 00"));
  }

  private static String ecma(String count) {
    return "08 " + count + " 000161 00 0000000000000000 000009";
  }

  private static List<Vector> amf3() {
    AmfValue pair = AmfValue.object("a", true);
    return List.of(
        three("undefined", AmfValue.UNDEFINED, "00"),
        three("null", AmfValue.NULL, "01"),
        three("false", AmfValue.of(false), "02"),
        three("true", AmfValue.of(true), "03"),
        three("zero", AmfValue.of(0), "04 00"),
        three("one byte", AmfValue.of(127), "04 7F"),
        three("two bytes", AmfValue.of(128), "04 8100"),
        three("two bytes at most", AmfValue.of(16383), "04 FF7F"),
        three("three bytes", AmfValue.of(16384), "04 818000"),
        three("three bytes at most", AmfValue.of(2097151), "04 FFFF7F"),
        three("four bytes", AmfValue.of(2097152), "04 80C08000"),
        three("largest integer", AmfValue.of((1 << 28) - 1), "04 BFFFFFFF"),
        three("minus one", AmfValue.of(-1), "04 FFFFFFFF"),
        three("smallest integer", AmfValue.of(-(1 << 28)), "04 C0808000"),
        three("past the integers", AmfValue.of(1 << 28), "05 41B0000000000000"),
        three("negative zero", AmfValue.of(-0.0), "05 8000000000000000"),
        three("fraction", AmfValue.of(0.5), "05 3FE0000000000000"),
        three("empty string", AmfValue.of(""), "06 01"),
        three("string", AmfValue.of("live"), "06 09 6C697665"),
        threeRead("invalid UTF-8", AmfValue.of("\uFFFD"), "06 03 FF"),
        threeRead("XML document", new AmfValue.Xml("<a/>"), "07 09 3C612F3E"),
        three("XML", new AmfValue.Xml("<a/>"), "0B 09 3C612F3E"),
        three("date", new AmfValue.Date(1, (short) 0), "08 01 3FF0000000000000"),
        three("byte array", new AmfValue.Bytes(new byte[] {1, 2}), "0C 05 0102"),
        three("empty array", list(), "09 01 01"),
        three("array", list(AmfValue.of(true), AmfValue.NULL), "09 05 01 03 01"),
        three("named array", AmfValue.ecmaArray("a", true), "09 01 03 61 03 01"),
        threeRead("mixed array", AmfValue.ecmaArray("a", true, "0", false), "09 03 03 61 03 01 02"),
        three("object", pair, "0A 0B 01 03 61 03 01"),
        three("empty object", AmfValue.object(), "0A 0B 01 01"),
        three("typed object", typed("c.D", "x", true), "0A 0B 07 632E44 03 78 03 01"),
        threeRead("fixed members", pair, "0A 13 01 03 61 03"),
        threeRead(
            "fixed and other members",
            typed("T", "a", true, "b", 1),
            "0A 1B 03 54 03 61 03 03 62 04 01 01"),
        threeRead("string again", list("xy", "", "xy"), "09 07 01 06 05 7879 06 01 06 00"),
        threeRead("class again", list(pair, pair), "09 05 01 0A 13 01 03 61 03 0A 01 03"),
        threeRead("object again", list(pair, pair), "09 05 01 0A 13 01 03 61 03 0A 02"),
        threeRead("name by reference", list("a", pair), "09 05 01 06 03 61 0A 0B 01 00 03 01"),
        threeRead("int vector", list(-1, 2), "0D 05 00 FFFFFFFF 00000002"),
        threeRead("uint vector", list(4294967295L), "0E 03 01 FFFFFFFF"),
        threeRead("double vector", list(0.5), "0F 03 00 3FE0000000000000"),
        threeRead("object vector", list(pair), "10 03 00 03 54 0A 13 01 03 61 03"),
        threeRead(
            "dictionary",
            AmfValue.ecmaArray("a", 1, "7", 2, "0.5", 3, "true", 4),
            "11 09 00 06 03 61 04 01 04 07 04 02 05 3FE0000000000000 04 03 03 04 04"));
  }
}
