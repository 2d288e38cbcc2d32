package dev.weir.k8s.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.k8s.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images are made without an engine, and their nodes run as nobody on what nobody may write to. */
final class ImageIT {
  private static final Path SCRIPTS = Path.of("image").toAbsolutePath();
  private static final List<String> ROLES = List.of("origin", "edge");
  private static final int LARGEST_MEGABYTES = 130;
  private static final int LATEST_READY_MILLIS = 3_000;

  /** What else this machine does must not count: the best of these does. */
  private static final int TRIES = 3;

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;

  @BeforeAll
  static void build() {
    Assumptions.assumeTrue(
        System.getProperty("os.name").equals("Linux"), "NOT RUN: images are made on Linux");
    script("build").good();
  }

  @Test
  void everyPartIsNamedByItsDigest() throws Exception {
    for (String role : ROLES) {
      Path layout = Files.createDirectories(directory.resolve(role));
      assertThat(
              new Program(List.of("tar"))
                  .run("-xf", tar(role).toString(), "-C", layout.toString())
                  .status())
          .isZero();

      JsonNode index = JSON.readTree(layout.resolve("index.json").toFile());
      JsonNode manifest = JSON.readTree(blob(layout, index.at("/manifests/0")));
      JsonNode config = JSON.readTree(blob(layout, manifest.path("config")));
      for (JsonNode layer : manifest.path("layers")) {
        blob(layout, layer);
      }

      assertThat(config.at("/rootfs/diff_ids")).hasSameSizeAs(manifest.path("layers"));
      assertThat(config.at("/config/User").asText()).isEqualTo("65532:65532");
      assertThat(index.at("/manifests/0/annotations/io.containerd.image.name").asText())
          .isEqualTo("docker.io/library/weir-" + role + ":dev");
    }
  }

  @Test
  void anImageSaysWhatItIsMadeOf() throws Exception {
    for (String role : ROLES) {
      Path root = directory.resolve(role);
      new Program(List.of("bash", SCRIPTS.resolve("rootfs").toString()))
          .run(role, root.toString())
          .good();
      JsonNode jars = JSON.readTree(root.resolve("sbom/weir-" + role + ".cdx.json").toFile());
      JsonNode system = JSON.readTree(root.resolve("sbom/system.cdx.json").toFile());

      assertThat(jars.path("bomFormat").asText()).isEqualTo("CycloneDX");
      assertThat(jars.path("components").findValuesAsText("name"))
          .contains("weir-common", "hazelcast", "vertx-core", "netty-transport");
      assertThat(system.path("components").findValuesAsText("name")).contains("openjdk");
      // No shell, and nothing that changes its user.
      assertThat(root.resolve("bin")).doesNotExist();
      try (var files = Files.walk(root)) {
        assertThat(files.filter(Files::isRegularFile))
            .allSatisfy(
                file ->
                    assertThat((int) Files.getAttribute(file, "unix:mode") & 06022)
                        .as(file.toString())
                        .isZero());
      }
    }
  }

  @Test
  void nodesAreReadyWithinSecondsWithNothingToWriteTo() {
    Assumptions.assumeTrue(
        System.getProperty("user.name").equals("root")
            && Program.find("unshare").isPresent()
            && Program.find("setpriv").isPresent()
            && Program.find("ip").isPresent(),
        "NOT RUN: namespaces need root, unshare, setpriv and ip");
    Map<String, Integer> ready = new TreeMap<>();
    for (int i = 0; i < TRIES && !isSoon(ready); i++) {
      String text = script("try", tar("origin").toString(), tar("edge").toString()).good();
      for (String line : text.strip().split("\n")) {
        String[] words = line.split(" ");
        assertThat(words).as(line).hasSize(9);
        ready.merge(words[0], Integer.valueOf(words[2]), Math::min);
        assertThat(Integer.parseInt(words[6])).as(line).isLessThan(LARGEST_MEGABYTES);
      }
    }
    assertThat(ready).containsOnlyKeys(ROLES).allSatisfy((role, t) -> assertThat(soon(t)).isTrue());
  }

  private static boolean isSoon(Map<String, Integer> ready) {
    return ready.size() == ROLES.size() && ready.values().stream().allMatch(ImageIT::soon);
  }

  private static boolean soon(int millis) {
    return millis <= LATEST_READY_MILLIS;
  }

  private static Path tar(String role) {
    return Path.of("target", "weir-" + role + ".tar").toAbsolutePath();
  }

  private static Program.Output script(String name, String... arguments) {
    Optional<Program> bash =
        Program.find("bash")
            .map(found -> new Program(List.of("bash", SCRIPTS.resolve(name).toString())));
    return Program.require("bash", bash).run(arguments);
  }

  /** A part of an image, which is what its digest and size say. */
  private static byte[] blob(Path layout, JsonNode descriptor)
      throws IOException, NoSuchAlgorithmException {
    String digest = descriptor.path("digest").asText();
    byte[] bytes = Files.readAllBytes(layout.resolve("blobs").resolve(digest.replace(':', '/')));
    assertThat(bytes).hasSize(descriptor.path("size").asInt());
    byte[] sum = MessageDigest.getInstance("SHA-256").digest(bytes);
    assertThat("sha256:" + HexFormat.of().formatHex(sum)).isEqualTo(digest);
    return bytes;
  }
}
