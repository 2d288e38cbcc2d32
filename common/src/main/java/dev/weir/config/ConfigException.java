package dev.weir.config;

/**
 * A setting, a variable or a file that a node cannot start with. The message is one line for the
 * person who wrote it: the key, what is wrong, and where it came from. It has no stack trace, for
 * the fault is not in the program.
 */
public final class ConfigException extends RuntimeException {
  private final String key;

  ConfigException(String key, String reason) {
    super(OneLine.of(key, 200) + ": " + reason, null, false, false);
    this.key = key;
  }

  /** The same, with the name of the file that it is about. */
  ConfigException in(String file) {
    return new ConfigException(
        key, getMessage().substring(getMessage().indexOf(": ") + 2) + ", in " + file);
  }

  /**
   * The setting's key, the environment variable's name or the file's, whichever the message is
   * about.
   */
  public String key() {
    return key;
  }
}
