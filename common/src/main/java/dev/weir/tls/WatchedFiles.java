package dev.weir.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;

/**
 * A few small files that are looked at again and again. They count as changed when what is in them
 * did, and it has stood still from one look to the next: a certificate and its key are two files,
 * and are written one after the other. Blocks; one thread at a time.
 */
final class WatchedFiles {
  private static final int MAX_BYTES = 1 << 20;

  private final Collection<Path> files;

  /** What was handed out last, good or not. */
  private byte[] taken = new byte[0];

  private byte[] seen = taken;

  WatchedFiles(Collection<Path> files) {
    this.files = new LinkedHashSet<>(files);
  }

  /**
   * What is in the files, or why one of them cannot be read.
   *
   * @param failure one sentence without the setting; empty when all were read
   */
  record Contents(Map<Path, byte[]> bytes, Path failed, String failure) {}

  /** What is in them now. */
  Contents take() {
    Contents contents = read();
    seen = taken = fingerprint(contents);
    return contents;
  }

  /** What is in them, once after each change. */
  Optional<Contents> takeChanged() {
    Contents contents = read();
    byte[] now = fingerprint(contents);
    boolean still = Arrays.equals(now, seen);
    seen = now;
    if (!still || Arrays.equals(now, taken)) {
      return Optional.empty();
    }
    taken = now;
    return Optional.of(contents);
  }

  private Contents read() {
    Map<Path, byte[]> bytes = new LinkedHashMap<>();
    for (Path file : files) {
      try (InputStream in = Files.newInputStream(file)) {
        byte[] content = in.readNBytes(MAX_BYTES + 1);
        if (content.length > MAX_BYTES) {
          return new Contents(bytes, file, "is larger than 1 MiB");
        }
        bytes.put(file, content);
      } catch (NoSuchFileException e) {
        return new Contents(bytes, file, "does not exist");
      } catch (AccessDeniedException e) {
        return new Contents(bytes, file, "may not be read by this user");
      } catch (IOException e) {
        return new Contents(bytes, file, "cannot be read");
      }
    }
    return new Contents(bytes, null, "");
  }

  private static byte[] fingerprint(Contents contents) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] content : contents.bytes().values()) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(content.length).array());
        digest.update(content);
      }
      digest.update(contents.failure().getBytes(StandardCharsets.UTF_8));
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
