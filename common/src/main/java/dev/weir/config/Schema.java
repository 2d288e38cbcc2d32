package dev.weir.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A record of sections, each a record of {@link Setting}s, taken as the list of settings it is. */
final class Schema<T extends Record> {
  private final Class<T> root;
  private final Map<String, SettingSpec> specs;

  private Schema(Class<T> root, List<SettingSpec> specs) {
    this.root = root;
    this.specs =
        specs.stream()
            .collect(
                Collectors.toMap(
                    SettingSpec::key, Function.identity(), (a, b) -> a, LinkedHashMap::new));
  }

  static <T extends Record> Schema<T> of(Class<T> root) {
    List<SettingSpec> specs = new ArrayList<>();
    for (RecordComponent section : root.getRecordComponents()) {
      for (RecordComponent part : section.getType().getRecordComponents()) {
        specs.add(
            new SettingSpec(key(section, part), part.getType(), part.getAnnotation(Setting.class)));
      }
    }
    return new Schema<>(root, specs);
  }

  private static String key(RecordComponent section, RecordComponent part) {
    return dashed(section.getName()) + "." + dashed(part.getName());
  }

  private static String dashed(String camelCase) {
    return camelCase.replaceAll("(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }

  /** All settings by key, in the order of the records. */
  Map<String, SettingSpec> specs() {
    return specs;
  }

  boolean isSection(String key) {
    return specs.keySet().stream().anyMatch(known -> known.startsWith(key + "."));
  }

  /** The record tree that has these values; those left out have their defaults. */
  T build(Map<String, Object> values) {
    Object[] sections =
        Arrays.stream(root.getRecordComponents())
            .map(section -> section(section, values))
            .toArray();
    return create(root, sections);
  }

  private Object section(RecordComponent section, Map<String, Object> values) {
    Object[] parts =
        Arrays.stream(section.getType().getRecordComponents())
            .map(part -> specs.get(key(section, part)))
            .map(
                spec ->
                    values.containsKey(spec.key()) ? values.get(spec.key()) : spec.defaultValue())
            .toArray();
    return create(section.getType(), parts);
  }

  /** The same settings as nested maps in their order, values as text or numbers, secrets masked. */
  Map<String, Map<String, Object>> shown(T config) {
    Map<String, Map<String, Object>> tree = new LinkedHashMap<>();
    for (RecordComponent section : root.getRecordComponents()) {
      Map<String, Object> parts = new LinkedHashMap<>();
      Object values = read(section, config);
      for (RecordComponent part : section.getType().getRecordComponents()) {
        parts.put(dashed(part.getName()), specs.get(key(section, part)).shown(read(part, values)));
      }
      tree.put(dashed(section.getName()), parts);
    }
    return tree;
  }

  private static Object read(RecordComponent component, Object from) {
    try {
      return component.getAccessor().invoke(from);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(e);
    }
  }

  private static <R> R create(Class<R> type, Object[] values) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<R> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
