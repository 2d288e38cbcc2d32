package dev.weir.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Lays the sources over the defaults, later ones over earlier ones. */
final class SettingsReader<T extends Record> {
  private final Schema<T> schema;

  SettingsReader(Schema<T> schema) {
    this.schema = schema;
  }

  /**
   * The record tree that the sources make.
   *
   * <p>A value that a later source hides is checked all the same: it would surface as an error on
   * the day when the later one goes.
   *
   * @param sources values by key, the weakest source first
   */
  T read(List<Map<String, Given>> sources) {
    Map<String, Object> values = new HashMap<>();
    for (Map<String, Given> source : sources) {
      source.keySet().forEach(key -> requireKnown(key, source.get(key)));
      for (SettingSpec spec : schema.specs().values()) {
        Given given = source.get(spec.key());
        if (given != null) {
          values.put(spec.key(), spec.read(given));
        }
      }
    }
    return schema.build(values);
  }

  /** Its next part may be the secret. */
  private void requireNotBelowASecret(String key, Given given) {
    for (SettingSpec spec : schema.specs().values()) {
      if (spec.setting().secret() && key.startsWith(spec.key() + ".")) {
        throw new ConfigException(
            spec.key(), "a mapping stands where one value is expected, from " + given.source());
      }
    }
  }

  private void requireKnown(String key, Given given) {
    if (schema.specs().containsKey(key)) {
      if (given.text() == null) {
        throw new ConfigException(key, "has no value, from " + given.source());
      }
    } else if (!schema.isSection(key)) {
      requireNotBelowASecret(key, given);
      throw new ConfigException(
          key,
          "no such setting; the nearest is %s, from %s"
              .formatted(NearestKey.to(key, schema.specs().keySet()), given.source()));
    } else if (given.text() != null) {
      throw new ConfigException(
          key, "a section of settings, which has no value of its own, from " + given.source());
    }
  }
}
