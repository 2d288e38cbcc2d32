package dev.weir.loadtest.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The files that a bench leaves behind. */
final class Outcome {
  private Outcome() {}

  /** What every bench says of itself. */
  static JsonObject head(String bench, Load load, Cores cores) {
    return new JsonObject()
        .put("bench", bench)
        .put("at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
        .put("java", Runtime.version().toString())
        .put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"))
        .put("pinned", cores.pinned())
        .put("kbps", load.feed().kbps())
        .put("fps", load.feed().fps())
        .put("gop", load.feed().gop())
        .put("streams", load.streams())
        .put("settings", new JsonObject(new TreeMap<>(load.settings())));
  }

  /**
   * Writes them.
   *
   * @param svg null for none
   * @return their paths, a line each
   */
  static List<String> write(Path directory, String name, JsonObject json, String svg) {
    List<String> paths = new ArrayList<>();
    try {
      Files.createDirectories(directory);
      if (svg != null) {
        paths.add(Files.writeString(directory.resolve(name + ".svg"), svg).toString());
      }
      Path file = directory.resolve(name + ".json");
      paths.add(Files.writeString(file, json.encodePrettily() + "\n").toString());
      return paths;
    } catch (IOException e) {
      throw new BenchFailure("cannot write to " + directory + ": " + e.getMessage());
    }
  }
}
