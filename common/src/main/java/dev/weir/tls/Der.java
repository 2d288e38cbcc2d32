package dev.weir.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The little of ASN.1's DER that keys and self-made certificates need. */
final class Der {
  static final int BIT_STRING = 0x03;
  static final int OCTET_STRING = 0x04;
  static final int UTF8_STRING = 0x0C;
  static final int UTC_TIME = 0x17;
  static final int SEQUENCE = 0x30;
  static final int SET = 0x31;

  /** The first of those whose meaning the context gives. */
  static final int CONTEXT = 0xA0;

  private static final int OID = 0x06;
  private static final int LONG_FORM = 0x80;
  private static final int BITS = 7;

  private Der() {}

  /** A value as it stands in a structure. */
  record Value(int tag, byte[] content) {
    byte[] encoded() {
      return of(tag, content);
    }
  }

  /** A tag, a length, and the parts one after another. */
  static byte[] of(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int size = content.size();
    if (size < LONG_FORM) {
      out.write(size);
    } else {
      byte[] length = BigInteger.valueOf(size).toByteArray();
      int from = length[0] == 0 ? 1 : 0;
      out.write(LONG_FORM | (length.length - from));
      out.write(length, from, length.length - from);
    }
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }

  static byte[] sequence(byte[]... parts) {
    return of(SEQUENCE, parts);
  }

  static byte[] integer(BigInteger value) {
    return of(0x02, value.toByteArray());
  }

  static byte[] isTrue() {
    return of(0x01, new byte[] {-1});
  }

  static byte[] nothing() {
    return of(0x05);
  }

  /** As in {@code 1.2.840.10045.2.1}. */
  static byte[] oid(String dotted) {
    int[] arcs = Arrays.stream(dotted.split("\\.")).mapToInt(Integer::parseInt).toArray();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(arcs[0] * 40 + arcs[1]);
    for (int i = 2; i < arcs.length; i++) {
      for (int shift = 4 * BITS; shift > 0; shift -= BITS) {
        if (arcs[i] >>> shift != 0) {
          out.write(((arcs[i] >>> shift) & 0x7F) | 0x80);
        }
      }
      out.write(arcs[i] & 0x7F);
    }
    return of(OID, out.toByteArray());
  }

  /** The values in a structure; throws IllegalArgumentException when it is none. */
  static List<Value> values(byte[] content) {
    List<Value> values = new ArrayList<>();
    int at = 0;
    while (at < content.length) {
      int tag = content[at++] & 0xFF;
      int size = at < content.length ? content[at++] & 0xFF : -1;
      if (size >= LONG_FORM) {
        int bytes = size & 0x7F;
        size = 0;
        for (int i = 0; i < bytes; i++) {
          size = at < content.length && size < 1 << 20 ? (size << 8) | (content[at++] & 0xFF) : -1;
        }
      }
      if (size < 0 || size > content.length - at) {
        throw new IllegalArgumentException("not DER");
      }
      values.add(new Value(tag, Arrays.copyOfRange(content, at, at + size)));
      at += size;
    }
    return values;
  }
}
