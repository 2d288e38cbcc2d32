package dev.weir.config;

import java.util.Locale;

/**
 * One setting of a schema.
 *
 * @param key as in {@code rtmp.port}
 * @param type what the record component holds
 * @param setting the annotation on it
 */
record SettingSpec(String key, Class<?> type, Setting setting) {
  private static final int SHOWN_CHARS = 80;

  /** The environment variable that sets it, as in {@code WEIR_RTMP_PORT}. */
  String variable() {
    return variable(key);
  }

  static String variable(String key) {
    return "WEIR_" + key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }

  Object defaultValue() {
    return setting.kind().read(setting.value(), this);
  }

  /** The value that was meant, or the one-line reason why it cannot be. */
  Object read(Given given) {
    if (given.list() && !setting.kind().isList()) {
      throw refused("a list stands where one value is expected", given);
    }
    try {
      return setting.kind().read(given.text(), this);
    } catch (Refused e) {
      throw refused("'" + shown(given.text()) + "' " + e.getMessage(), given);
    }
  }

  /** In place of a file's name somebody may have put what ought to be in the file. */
  private String shown(String text) {
    return setting.secret() || setting.kind() == Kind.FILE_OR_EMPTY
        ? Secret.MASK
        : OneLine.of(text, SHOWN_CHARS);
  }

  private ConfigException refused(String reason, Given given) {
    return new ConfigException(key, reason + ", from " + given.source());
  }

  /**
   * The value as YAML shows it: reading that text again gives the value again, unless it is a
   * secret.
   */
  Object shown(Object value) {
    if (value instanceof Secret secret) {
      return secret.toString();
    }
    return setting.secret() ? Secret.MASK : setting.kind().shown(value);
  }
}
