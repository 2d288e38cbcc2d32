package dev.weir.amf;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One value of AMF0 or AMF3. Both formats share these kinds, so that a command reads the same
 * whichever of them carried it.
 *
 * <p>Values are immutable, except that {@link Bytes} hands out its array, and form a tree or at
 * worst share branches: a cycle cannot be built. Properties keep the order they were sent in.
 */
public sealed interface AmfValue {
  AmfValue NULL = new Null();
  AmfValue UNDEFINED = new Undefined();

  /** A number of either format; AMF3 integers too. NaN and infinities occur on the wire. */
  @SuppressWarnings("JavaLangClash") // The specification's own word.
  record Number(double value) implements AmfValue {}

  record Bool(boolean value) implements AmfValue {}

  /** A string; bytes that were no UTF-8 have become U+FFFD. */
  record Text(String value) implements AmfValue {
    public Text {
      Objects.requireNonNull(value);
    }
  }

  /** An anonymous object. */
  record Obj(Map<String, AmfValue> properties) implements AmfValue {
    public Obj {
      properties = copy(properties);
    }
  }

  /** An array with names: what encoders use for metadata, and an AMF3 dictionary. */
  record EcmaArray(Map<String, AmfValue> properties) implements AmfValue {
    public EcmaArray {
      properties = copy(properties);
    }
  }

  /** A dense array; AMF3 vectors too. */
  record StrictArray(List<AmfValue> values) implements AmfValue {
    public StrictArray {
      values = List.copyOf(values);
    }
  }

  /**
   * A point in time.
   *
   * @param epochMillis milliseconds since 1970, UTC
   * @param zoneMinutes AMF0's time zone, which its specification says to ignore; 0 in AMF3
   */
  record Date(double epochMillis, short zoneMinutes) implements AmfValue {}

  /** The source text of an XML document; never parsed. */
  record Xml(String value) implements AmfValue {
    public Xml {
      Objects.requireNonNull(value);
    }
  }

  /** An object with a class name. The name is data: no class is ever looked up by it. */
  record TypedObject(String className, Map<String, AmfValue> properties) implements AmfValue {
    public TypedObject {
      Objects.requireNonNull(className);
      properties = copy(properties);
    }
  }

  /** An AMF3 byte array. The array is shared, not copied: do not change it. */
  record Bytes(byte[] value) implements AmfValue {
    public Bytes {
      Objects.requireNonNull(value);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Bytes bytes && Arrays.equals(value, bytes.value);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
      return "Bytes[length=" + value.length + "]";
    }
  }

  record Null() implements AmfValue {}

  record Undefined() implements AmfValue {}

  static AmfValue of(double value) {
    return new Number(value);
  }

  static AmfValue of(String value) {
    return new Text(value);
  }

  static AmfValue of(boolean value) {
    return new Bool(value);
  }

  /**
   * An object from alternating names and values.
   *
   * @param pairs name (String), value (String, java.lang.Number, Boolean, AmfValue, or null for
   *     {@link #NULL}), and so on
   * @throws IllegalArgumentException for an odd count or anything else in it
   */
  static Obj object(Object... pairs) {
    return new Obj(properties(pairs));
  }

  /** Like {@link #object(Object...)}, as an ECMA array. */
  static EcmaArray ecmaArray(Object... pairs) {
    return new EcmaArray(properties(pairs));
  }

  /** The string, or {@code fallback} when this is not a {@link Text}. */
  default String asText(String fallback) {
    return this instanceof Text text ? text.value : fallback;
  }

  /** The number, unchecked (it may be NaN), or {@code fallback} when this is not a number. */
  default double asNumber(double fallback) {
    return this instanceof Number number ? number.value : fallback;
  }

  /** The boolean, or {@code fallback} when this is not a {@link Bool}. */
  default boolean asBool(boolean fallback) {
    return this instanceof Bool bool ? bool.value : fallback;
  }

  /** The properties of an object, ECMA array or typed object; an empty map for any other kind. */
  default Map<String, AmfValue> asProperties() {
    if (this instanceof Obj object) {
      return object.properties;
    }
    if (this instanceof EcmaArray array) {
      return array.properties;
    }
    return this instanceof TypedObject object ? object.properties : Map.of();
  }

  private static Map<String, AmfValue> copy(Map<String, AmfValue> properties) {
    Map<String, AmfValue> copy = new LinkedHashMap<>(properties);
    if (copy.containsKey(null) || copy.containsValue(null)) {
      throw new NullPointerException("null in properties");
    }
    return Collections.unmodifiableMap(copy);
  }

  private static Map<String, AmfValue> properties(Object... pairs) {
    if (pairs.length % 2 != 0) {
      throw new IllegalArgumentException("a name without a value");
    }
    Map<String, AmfValue> properties = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      if (!(pairs[i] instanceof String name)) {
        throw new IllegalArgumentException("not a name: " + pairs[i]);
      }
      properties.put(name, from(pairs[i + 1]));
    }
    return properties;
  }

  private static AmfValue from(Object value) {
    if (value == null) {
      return NULL;
    }
    if (value instanceof AmfValue amf) {
      return amf;
    }
    if (value instanceof String text) {
      return of(text);
    }
    if (value instanceof java.lang.Number number) {
      return of(number.doubleValue());
    }
    if (value instanceof Boolean bool) {
      return of(bool.booleanValue());
    }
    throw new IllegalArgumentException("no AMF value for a " + value.getClass().getName());
  }
}
