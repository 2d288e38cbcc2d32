package dev.weir.k8s.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.k8s.Program;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;

/**
 * One image as a directory, read as the image layout specification 1.0 of the Open Container
 * Initiative says. Each step fails where the layout does not keep to it.
 */
final class OciLayout {
  private static final String TYPES = "application/vnd.oci.image.";
  private static final String DIGEST = "sha256:[0-9a-f]{64}";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;
  private final Set<String> named = new HashSet<>();
  private final JsonNode platform;
  private final JsonNode manifest;
  private final JsonNode config;

  private OciLayout(Path directory) throws IOException {
    this.directory = directory;
    assertThat(json("oci-layout").path("imageLayoutVersion").asText()).isEqualTo("1.0.0");
    JsonNode index = json("index.json");
    assertThat(index.path("schemaVersion").asInt()).isEqualTo(2);
    assertThat(index.path("mediaType").asText()).isEqualTo(TYPES + "index.v1+json");
    assertThat(index.path("manifests")).hasSize(1);
    this.platform = index.at("/manifests/0");
    this.manifest = JSON.readTree(blob(platform, "manifest.v1+json"));
    assertThat(manifest.path("schemaVersion").asInt()).isEqualTo(2);
    assertThat(manifest.path("mediaType").asText()).isEqualTo(TYPES + "manifest.v1+json");
    this.config = JSON.readTree(blob(manifest.path("config"), "config.v1+json"));
  }

  /** Unpacks a tar into an empty directory and reads what describes its image. */
  static OciLayout of(Path tar, Path directory) throws IOException {
    Files.createDirectories(directory);
    tar("-xf", tar.toString(), "-C", directory.toString());
    return new OciLayout(directory);
  }

  /** The descriptor of the manifest, with what it is called. */
  JsonNode descriptor() {
    return platform;
  }

  /** How a container of it is run. */
  JsonNode config() {
    return config.path("config");
  }

  /** Reads every byte: all blobs are what their names say, all are named, and nothing else is. */
  void verify() throws IOException {
    assertThat(config.path("os").asText()).isEqualTo("linux");
    assertThat(config.path("architecture").asText()).isIn("amd64", "arm64");
    assertThat(platform.path("platform").path("os")).isEqualTo(config.path("os"));
    assertThat(platform.path("platform").path("architecture"))
        .isEqualTo(config.path("architecture"));
    assertThat(config.at("/rootfs/type").asText()).isEqualTo("layers");

    List<String> unpacked = new ArrayList<>();
    for (JsonNode layer : manifest.path("layers")) {
      byte[] bytes = blob(layer, "layer.v1.tar+gzip");
      unpacked.add(digest(new GZIPInputStream(new ByteArrayInputStream(bytes))));
    }
    assertThat(texts(config.at("/rootfs/diff_ids"))).isNotEmpty().isEqualTo(unpacked);

    try (Stream<Path> files = Files.walk(directory.resolve("blobs"))) {
      assertThat(files.filter(Files::isRegularFile).map(file -> file.getFileName().toString()))
          .as("blobs that something names")
          .containsExactlyInAnyOrderElementsOf(named);
    }
  }

  /** What {@code docker load} of older Dockers reads instead says the same. */
  void verifyForDocker(String name) throws IOException {
    JsonNode image = json("manifest.json");
    assertThat(image).hasSize(1);
    assertThat(texts(image.at("/0/RepoTags"))).containsExactly(name);
    assertThat(image.at("/0/Config").asText()).isEqualTo(path(manifest.path("config")));
    assertThat(texts(image.at("/0/Layers")))
        .isEqualTo(stream(manifest.path("layers")).map(OciLayout::path).toList());
  }

  /** Writes the root file system, layer over layer. */
  Path unpack(Path root) throws IOException {
    Files.createDirectories(root);
    for (JsonNode layer : manifest.path("layers")) {
      Path blob = directory.resolve(path(layer));
      assertThat(tar("-tzf", blob.toString()).lines())
          .as("paths of " + blob)
          .doesNotHaveDuplicates()
          .allSatisfy(path -> assertThat(path).startsWith("./").doesNotContain("/../", "/.wh."));
      tar("-xzpf", blob.toString(), "-C", root.toString(), "--no-same-owner");
    }
    return root;
  }

  private byte[] blob(JsonNode descriptor, String type) throws IOException {
    assertThat(descriptor.path("mediaType").asText()).isEqualTo(TYPES + type);
    assertThat(descriptor.path("digest").asText()).matches(DIGEST);
    byte[] bytes = Files.readAllBytes(directory.resolve(path(descriptor)));
    assertThat(bytes).hasSize(descriptor.path("size").asInt());
    String digest = digest(new ByteArrayInputStream(bytes));
    assertThat(digest).isEqualTo(descriptor.path("digest").asText());
    named.add(digest.substring(digest.indexOf(':') + 1));
    return bytes;
  }

  private JsonNode json(String name) throws IOException {
    return JSON.readTree(directory.resolve(name).toFile());
  }

  private static String path(JsonNode descriptor) {
    return "blobs/" + descriptor.path("digest").asText().replace(':', '/');
  }

  private static String digest(InputStream in) throws IOException {
    try (DigestInputStream digest =
        new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
      digest.transferTo(OutputStream.nullOutputStream());
      return "sha256:" + HexFormat.of().formatHex(digest.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  private static List<String> texts(JsonNode array) {
    return stream(array).map(JsonNode::asText).toList();
  }

  private static String tar(String... arguments) {
    return new Program(List.of("tar")).run(arguments).good();
  }
}
