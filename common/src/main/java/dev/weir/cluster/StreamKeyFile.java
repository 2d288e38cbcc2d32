package dev.weir.cluster;

import dev.weir.access.StreamKeyRecord;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Stream keys in a file, one JSON text a line; for its owner only, although it has no secrets but
 * hashes. It is written beside and renamed, so that a crash leaves the old one or the new one.
 */
final class StreamKeyFile {
  private static final int MAX_BYTES = 64 << 20;
  private static final String OWNER_ONLY = "rw-------";

  private final Path path;

  StreamKeyFile(Path path) {
    this.path = path;
  }

  /**
   * The keys; none when there is no file yet. Blocks.
   *
   * @throws ClusterStartException when the file is not readable: a node that starts with half of
   *     its keys would refuse the other half's owners
   */
  List<StreamKeyRecord> read() {
    List<StreamKeyRecord> keys = new ArrayList<>();
    try {
      if (Files.size(path) > MAX_BYTES) {
        throw refused("is larger than 64 MiB");
      }
      int number = 0;
      for (String line : Files.readAllLines(path, StandardCharsets.UTF_8)) {
        number++;
        if (!line.isBlank()) {
          int shown = number;
          keys.add(
              StoredKey.parse(line)
                  .orElseThrow(() -> refused("line " + shown + " is no stream key")));
        }
      }
    } catch (NoSuchFileException e) {
      probe();
    } catch (IOException e) {
      throw refused("cannot be read: " + e.getMessage());
    }
    return keys;
  }

  /** Writes all of them. Blocks. */
  void write(List<StreamKeyRecord> keys) throws IOException {
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    if (posix) {
      Files.createFile(
          fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
    }
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
    try (Writer out =
        Files.newBufferedWriter(
            fresh, StandardCharsets.UTF_8, options.toArray(StandardOpenOption[]::new))) {
      for (StreamKeyRecord key : keys) {
        out.write(StoredKey.toText(key));
        out.write('\n');
      }
    }
    Files.move(fresh, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public String toString() {
    return path.toString();
  }

  /** Better to hear at the start than with the first key that it cannot be written. */
  private void probe() {
    try {
      write(List.of());
    } catch (IOException e) {
      throw refused("cannot be written: " + e);
    }
  }

  private ClusterStartException refused(String reason) {
    return new ClusterStartException("access.keys-file: " + path + " " + reason);
  }
}
