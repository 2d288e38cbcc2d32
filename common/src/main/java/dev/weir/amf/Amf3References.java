package dev.weir.amf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The three reference tables of AMF3 (AMF3 2.2), which live for one message.
 *
 * <p>The format lets a value be named again by its index. An object that is still being read cannot
 * be named, so no cycle arises; and a value that is named pays for its whole content again, so a
 * few bytes cannot stand for billions of values.
 */
final class Amf3References {
  /**
   * What an object looks like: its class, its fixed members, and whether others may follow.
   *
   * @param className empty for an anonymous object
   */
  record Traits(String className, List<String> members, boolean dynamic) {}

  private final AmfSource in;
  private final List<String> strings = new ArrayList<>();
  private final List<AmfValue> objects = new ArrayList<>();
  private final List<Traits> traits = new ArrayList<>();

  Amf3References(AmfSource in) {
    this.in = in;
  }

  void addString(String string) {
    strings.add(string);
  }

  String string(int index) {
    String string = at(strings, index);
    in.chargeText(string.length());
    return string;
  }

  void addTraits(Traits added) {
    traits.add(added);
  }

  Traits traits(int index) {
    return at(traits, index);
  }

  /** Takes an object's index, before its content is read. */
  int reserve() {
    objects.add(null);
    return objects.size() - 1;
  }

  /** Makes a finished object available under its index. */
  AmfValue complete(int index, AmfValue value) {
    objects.set(index, value);
    return value;
  }

  AmfValue object(int index) {
    AmfValue value = at(objects, index);
    if (value == null) {
      throw AmfSource.bad("reference to an object from inside it");
    }
    charge(value);
    return value;
  }

  /** Ends early when a budget is spent, so it costs no more than reading the value would. */
  private void charge(AmfValue value) {
    if (value instanceof AmfValue.Text text) {
      in.chargeText(text.value().length());
    } else if (value instanceof AmfValue.Xml xml) {
      in.chargeText(xml.value().length());
    } else if (value instanceof AmfValue.Bytes bytes) {
      in.chargeText(bytes.value().length);
    } else if (value instanceof AmfValue.StrictArray array) {
      in.enter();
      array.values().forEach(this::chargeInner);
      in.leave();
    } else if (value instanceof AmfValue.TypedObject object) {
      in.chargeText(object.className().length());
      chargeProperties(object.properties());
    } else if (value instanceof AmfValue.Obj || value instanceof AmfValue.EcmaArray) {
      chargeProperties(value.asProperties());
    }
  }

  private void chargeProperties(Map<String, AmfValue> properties) {
    in.enter();
    for (Map.Entry<String, AmfValue> property : properties.entrySet()) {
      in.chargeText(property.getKey().length());
      chargeInner(property.getValue());
    }
    in.leave();
  }

  private void chargeInner(AmfValue value) {
    in.chargeNode();
    charge(value);
  }

  private static <T> T at(List<T> table, int index) {
    if (index >= table.size()) {
      throw AmfSource.bad("reference " + index + " of " + table.size());
    }
    return table.get(index);
  }
}
