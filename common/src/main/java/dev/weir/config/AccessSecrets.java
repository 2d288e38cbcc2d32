package dev.weir.config;

import dev.weir.access.HmacSecret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/** The secrets that an access file names; no message has anything of them. */
final class AccessSecrets {
  private static final int MAX_BYTES = 4_096;

  private final AccessEntries entries;
  private final WatchedFiles files;
  private final Map<String, String> environment;

  AccessSecrets(AccessEntries entries, WatchedFiles files, Map<String, String> environment) {
    this.entries = entries;
    this.files = files;
    this.environment = environment;
  }

  /** What {@code secret-file} or {@code secret-env} behind this prefix leads to. */
  HmacSecret read(String prefix) {
    String fileKey = prefix + "secret-file";
    String variableKey = prefix + "secret-env";
    String file = entries.text(fileKey).orElse(null);
    String variable = entries.text(variableKey).orElse(null);
    if ((file == null) == (variable == null)) {
      throw new ConfigException(
          fileKey, "either this or " + variableKey + " says where the secret is");
    }
    String key = file == null ? variableKey : fileKey;
    String text = file == null ? environment.get(variable) : text(key, Path.of(file));
    if (text == null) {
      throw entries.refused(key, "there is no such variable");
    }
    if (text.length() < HmacSecret.LENGTH_MIN || !text.matches("[!-~]+")) {
      throw entries.refused(
          key, "leads to no secret (at least " + HmacSecret.LENGTH_MIN + " characters, no spaces)");
    }
    return new HmacSecret(text);
  }

  private String text(String key, Path file) {
    return read(entries, files, key, file, MAX_BYTES).strip();
  }

  /** A file that the access file names. */
  static String read(
      AccessEntries entries, WatchedFiles files, String key, Path file, int maxBytes) {
    files.note(file);
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(maxBytes + 1);
    } catch (NoSuchFileException e) {
      throw entries.refused(key, "there is no such file");
    } catch (IOException e) {
      throw entries.refused(key, "the file cannot be read");
    }
    if (bytes.length > maxBytes) {
      throw entries.refused(key, "the file is longer than " + maxBytes + " bytes");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
