package dev.weir.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a pair of settings such as {@code api.token} and {@code api.token-file} says: the secret
 * itself, or the file it is in.
 *
 * <p>A file may have a second line: that is valid too. So a secret is changed without a gap: the
 * new one is added, everybody gets it, and the old one goes.
 */
public final class SecretFile {
  private static final int MAX_BYTES = 4_096;
  private static final int MAX_LINES = 2;
  private static final Pattern USABLE = Pattern.compile("[!-~]{16,512}");

  private SecretFile() {}

  /**
   * Looks at all that settings name, as a node does at its start. Blocks.
   *
   * @throws ConfigException for the first that is not what it should be
   */
  public static void check(NodeConfig config) {
    ApiSection api = config.api();
    read("api.token", api.token(), api.tokenFile());
    read("api.operate-token", api.operateToken(), api.operateTokenFile());
    read("api.read-token", api.readToken(), api.readTokenFile());
    read("cluster.secret", config.cluster().secret(), config.cluster().secretFile());
  }

  static boolean isUsable(String text) {
    return USABLE.matcher(text).matches();
  }

  /**
   * The secrets, the one to be used first; none when neither is set. Blocks while it reads the
   * file.
   *
   * @param key of the setting that holds the secret itself; the other one is called likewise, with
   *     {@code -file} behind it
   * @throws ConfigException when both are set, or the file is not what it should be; no message has
   *     anything of its contents, or its name, in whose place somebody may have put the secret
   */
  public static List<String> read(String key, Secret secret, String file) {
    if (file.isEmpty()) {
      return secret.isEmpty() ? List.of() : List.of(secret.text());
    }
    String fileKey = key + "-file";
    if (!secret.isEmpty()) {
      throw new ConfigException(fileKey, "stands beside " + key + "; only one of them can");
    }
    List<String> lines = lines(fileKey, file);
    if (lines.isEmpty() || lines.size() > MAX_LINES) {
      throw new ConfigException(fileKey, "has " + lines.size() + " lines; one or two are expected");
    }
    for (String line : lines) {
      if (!isUsable(line)) {
        throw new ConfigException(
            fileKey, "has a line that is no secret (16 to 512 characters, no spaces)");
      }
    }
    return lines;
  }

  private static List<String> lines(String key, String file) {
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new ConfigException(key, "is larger than " + MAX_BYTES + " bytes");
      }
      // Whatever is not ASCII is no secret, and said so.
      return new String(bytes, StandardCharsets.ISO_8859_1)
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty())
          .toList();
    } catch (NoSuchFileException e) {
      throw new ConfigException(key, "there is no such file");
    } catch (IOException | InvalidPathException e) {
      throw new ConfigException(key, "the file cannot be read: " + e.getClass().getSimpleName());
    }
  }
}
