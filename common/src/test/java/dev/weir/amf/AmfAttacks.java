package dev.weir.amf;

import dev.weir.amf.AmfVectors.Format;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** Messages made to exhaust a stack, a heap or a processor. */
final class AmfAttacks {
  private static final String DEEP = "nested deeper than 16";
  private static final String MANY = "more than 5000 values";
  private static final String WIDE = "more than 1000 properties";
  private static final String SHORT = "are left";
  private static final String LONG = "limit 65536";
  private static final String INSIDE = "from inside it";
  private static final String NOWHERE = "reference 0 of 0";
  private static final String GROWTH = "outgrow the message";

  /** An AMF3 string or byte array of 65535 bytes, without its marker. */
  private static final String LONG_STRING = "87FF7F" + "61".repeat(0xFFFF);

  private AmfAttacks() {}

  /**
   * @param reason part of the refusal's text: that the attack ran into the limit it aims at
   */
  record Attack(String name, String reason, Format format, byte[] bytes) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Attack> all() {
    return Stream.of(deep(), counts(), lengths(), references(), properties()).flatMap(s -> s);
  }

  private static Stream<Attack> deep() {
    String arrays = "0A00000001";
    return Stream.of(
        zero("objects in objects", DEEP, "03000161".repeat(10_000)),
        zero("ECMA arrays in ECMA arrays", DEEP, "0800000001000161".repeat(8_000)),
        zero("strict arrays in strict arrays", DEEP, arrays.repeat(10_000)),
        zero("typed objects in typed objects", DEEP, "10000154000161".repeat(8_000)),
        zero("AMF3 inside AMF0", DEEP, arrays.repeat(15) + "11" + "090301".repeat(10_000)),
        three("AMF3 arrays in arrays", DEEP, "090301".repeat(20_000)),
        three("AMF3 objects in objects", DEEP, "0A0B010361".repeat(10_000)),
        three("AMF3 dictionaries as keys", DEEP, "110300".repeat(20_000)),
        three("AMF3 vectors in vectors", DEEP, "10030001".repeat(15_000)));
  }

  private static Stream<Attack> counts() {
    String ints = "83FF7F" + "00" + "00000001".repeat(0x7FFF);
    return Stream.of(
        zero("strict array of 2^32-1", SHORT, "0AFFFFFFFF"),
        zero("strict array of one too many", SHORT, "0A000000030505"),
        zero("strict array of many nulls", MANY, "0A0000FFFF" + "05".repeat(0xFFFF)),
        zero("many nulls", MANY, "05".repeat(0xFFFF)),
        zero("ECMA array of 2^32-1 without an end", SHORT, "08FFFFFFFF00016105"),
        three("AMF3 many nulls", MANY, "01".repeat(0xFFFF)),
        three("AMF3 long int vector", MANY, "0D" + ints),
        three("AMF3 array of 2^28-1", SHORT, "09FFFFFFFF01"),
        three("AMF3 int vector of 2^28-1", SHORT, "0DFFFFFFFF0000000001"),
        three("AMF3 uint vector of 2^28-1", SHORT, "0EFFFFFFFF0000000001"),
        three("AMF3 double vector of 2^28-1", SHORT, "0FFFFFFFFF000000000100000001"),
        three("AMF3 object vector of 2^28-1", SHORT, "10FFFFFFFF000101"),
        three("AMF3 dictionary of 2^28-1", WIDE, "11FFFFFFFF000101"),
        three("AMF3 traits of 2^25-1 members", WIDE, "0AFFFFFFFB01"));
  }

  private static Stream<Attack> lengths() {
    return Stream.of(
        zero("string past the end", SHORT, "02FFFF61"),
        zero("long string of 2^32-1", LONG, "0CFFFFFFFF"),
        zero("long string of 2^31-1 and a byte", LONG, "0C7FFFFFFF61"),
        zero("long string within the limit, past the end", SHORT, "0C0000FFFF61"),
        zero("XML of 2^32-1", LONG, "0FFFFFFFFF"),
        three("AMF3 string of 2^28-1", LONG, "06FFFFFFFF61"),
        three("AMF3 byte array of 2^28-1", LONG, "0CFFFFFFFF61"),
        three("AMF3 U29 without an end", SHORT, "04FFFFFF"));
  }

  private static Stream<Attack> references() {
    return Stream.of(
        zero("reference to itself", "AMF0 reference", "03000161070000000009"),
        three("AMF3 array that contains itself", INSIDE, "0903010900"),
        three("AMF3 object that contains itself", INSIDE, "0A0B0103610A0001"),
        three("AMF3 reference to no string", NOWHERE, "0600"),
        three("AMF3 reference to no object", NOWHERE, "0A00"),
        three("AMF3 reference to no traits", NOWHERE, "0A01"),
        three("AMF3 reference past every table", " of 0", "06FFFFFFFE"),
        three("AMF3 externalizable", "externalizable", "0A070954657374"),
        three("AMF3 arrays that multiply", MANY, multiplying()),
        three("AMF3 string, often", GROWTH, "06" + LONG_STRING + "0600".repeat(4_000)),
        three("AMF3 byte array, often", GROWTH, "0C" + LONG_STRING + "0C00".repeat(4_000)),
        three(
            "AMF3 member name, often",
            GROWTH,
            "0A1301" + LONG_STRING + "01" + "0A0101".repeat(2_000)),
        three("AMF3 class name, often", GROWTH, "0A03" + LONG_STRING + "0A01".repeat(2_000)));
  }

  private static Stream<Attack> properties() {
    return Stream.of(
        zero("100,000 properties", WIDE, "03" + properties(100_000)),
        zero("ECMA array of 100,000 properties", WIDE, "0800000000" + properties(100_000)),
        zero("one name 100,000 times", WIDE, "03" + "00016105".repeat(100_000) + "000009"),
        zero("names with one hash", WIDE, "03" + colliding() + "000009"),
        three("AMF3 one name 100,000 times", WIDE, "0A0B01" + "036101" + "0001".repeat(100_000)),
        three("AMF3 named array", WIDE, "0901" + "036101" + "0001".repeat(100_000)));
  }

  /** Twelve arrays, each of which names the one before it ten times: 10^12 values in 300 bytes. */
  private static String multiplying() {
    StringBuilder hex = new StringBuilder("09030101");
    for (int before = 0; before < 11; before++) {
      hex.append("091501").append(("09" + String.format("%02x", before << 1)).repeat(10));
    }
    return hex.toString();
  }

  /** Null under this many different names of eight hexadecimal digits, and the object's end. */
  static String properties(int count) {
    StringBuilder hex = new StringBuilder();
    for (int i = 0; i < count; i++) {
      byte[] name = String.format("%08x", i).getBytes(StandardCharsets.US_ASCII);
      hex.append("0008").append(ByteBufUtil.hexDump(name)).append("05");
    }
    return hex + "000009";
  }

  /** "Aa" and "BB" have the same hash, and so has every sequence of them. */
  private static String colliding() {
    StringBuilder hex = new StringBuilder();
    for (int i = 0; i < 4096; i++) {
      hex.append("0018");
      for (int bit = 0; bit < 12; bit++) {
        hex.append((i >> bit & 1) == 0 ? "4161" : "4242");
      }
      hex.append("05");
    }
    return hex.toString();
  }

  private static Attack zero(String name, String reason, String hex) {
    return new Attack(name, reason, Format.AMF0, ByteBufUtil.decodeHexDump(hex));
  }

  private static Attack three(String name, String reason, String hex) {
    return new Attack(name, reason, Format.AMF3, ByteBufUtil.decodeHexDump(hex));
  }
}
