package dev.weir.kube;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes the directories that pods mount. Owned by root and the pods' group, as fsGroup does. */
final class Volumes {
  private static final int CONFIG_MODE = 0644;
  private static final int SHARED_MODE = 0777;

  private final Path directory;
  private final Rendered objects;

  /**
   * @param directory for all of them; the caller removes it
   */
  Volumes(Path directory, Rendered objects) {
    this.directory = directory;
    this.objects = objects;
  }

  /** A pod's directory for a mount. That of a claim is there again for the next pod of its name. */
  Path make(String pod, PodTemplate.Mount mount, int group) {
    JsonNode volume = mount.volume();
    try {
      if (volume.has("configMap")) {
        JsonNode source = volume.path("configMap");
        JsonNode map = objects.get("ConfigMap", source.path("name").asText());
        Map<String, byte[]> files = new LinkedHashMap<>();
        PodTemplate.texts(map.path("data"))
            .forEach((key, text) -> files.put(key, text.getBytes(StandardCharsets.UTF_8)));
        return write(fresh(pod, mount), files, source, group);
      }
      if (volume.has("secret")) {
        JsonNode source = volume.path("secret");
        Map<String, byte[]> files = secret(source.path("secretName").asText());
        return write(fresh(pod, mount), files, source, group);
      }
      if (volume.has("emptyDir")) {
        return permit(fresh(pod, mount), SHARED_MODE, group);
      }
      if (volume.at("/spec/accessModes").isArray()) {
        Path claim = directory.resolve("claims").resolve(mount.name() + "-" + pod);
        return permit(Files.createDirectories(claim), SHARED_MODE, group);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalArgumentException("not understood: " + volume);
  }

  /** The decoded keys of a Secret. */
  Map<String, byte[]> secret(String name) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    PodTemplate.texts(objects.get("Secret", name).path("data"))
        .forEach((key, text) -> files.put(key, Base64.getDecoder().decode(text)));
    return files;
  }

  private Path fresh(String pod, PodTemplate.Mount mount) throws IOException {
    Path parent = Files.createDirectories(directory.resolve("pods").resolve(pod));
    return Files.createTempDirectory(parent, mount.name());
  }

  private static Path write(Path into, Map<String, byte[]> files, JsonNode source, int group)
      throws IOException {
    int mode = source.path("defaultMode").asInt(CONFIG_MODE);
    Map<String, String> paths = new LinkedHashMap<>();
    for (JsonNode item : source.path("items")) {
      paths.put(item.path("key").asText(), item.path("path").asText());
    }
    if (paths.isEmpty()) {
      files.keySet().forEach(key -> paths.put(key, key));
    }
    for (Map.Entry<String, String> path : paths.entrySet()) {
      byte[] content = files.get(path.getKey());
      if (content == null) {
        throw new IllegalArgumentException("no key " + path.getKey() + " for " + source);
      }
      permit(Files.write(into.resolve(path.getValue()), content), mode, group);
    }
    return permit(into, 0755, group);
  }

  private static Path permit(Path path, int mode, int group) throws IOException {
    Files.setAttribute(path, "unix:mode", mode);
    Files.setAttribute(path, "unix:gid", group);
    return path;
  }
}
