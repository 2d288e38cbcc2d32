package dev.weir.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;

/** Files that were read, and how they looked right before. */
final class WatchedFiles {
  private final Map<Path, String> looks = new LinkedHashMap<>();

  /** Call it before the file is read: a change in between is then found later. */
  void note(Path file) {
    looks.put(file, look(file));
  }

  /** Whether one of them looks different now, is there no more, or has come. */
  boolean changed() {
    return looks.entrySet().stream().anyMatch(file -> !look(file.getKey()).equals(file.getValue()));
  }

  private static String look(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return now.lastModifiedTime() + " " + now.size() + " " + now.fileKey();
    } catch (IOException e) {
      return "unreadable";
    }
  }
}
