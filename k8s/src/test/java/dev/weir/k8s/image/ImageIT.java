package dev.weir.k8s.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.k8s.Program;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images are made without an engine, and their nodes run as nobody on what nobody may write to. */
final class ImageIT {
  private static final Path SCRIPTS = Path.of("image").toAbsolutePath();
  private static final List<String> NODES = List.of("origin", "edge");
  private static final List<String> ROLES = List.of("origin", "edge", "loadtest");
  private static final int LARGEST_MEGABYTES = 130;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path directory;

  private static final Map<String, OciLayout> LAYOUTS = new LinkedHashMap<>();
  private static final Map<String, Path> ROOTS = new LinkedHashMap<>();

  @BeforeAll
  static void build() throws Exception {
    Assumptions.assumeTrue(
        System.getProperty("os.name").equals("Linux"), "NOT RUN: images are made on Linux");
    script("build", ROLES.toArray(String[]::new)).good();
    for (String role : ROLES) {
      OciLayout layout = OciLayout.of(tar(role), directory.resolve(role));
      LAYOUTS.put(role, layout);
      ROOTS.put(role, layout.unpack(directory.resolve(role + "-root")));
    }
  }

  @Test
  void layoutsKeepToTheSpecification() throws Exception {
    for (String role : ROLES) {
      OciLayout layout = LAYOUTS.get(role);
      layout.verify();
      layout.verifyForDocker("weir-" + role + ":dev");
      JsonNode names = layout.descriptor().path("annotations");
      assertThat(names.path("io.containerd.image.name").asText())
          .isEqualTo("docker.io/library/weir-" + role + ":dev");
      assertThat(names.path("org.opencontainers.image.ref.name").asText()).isEqualTo("dev");
      assertThat(layout.config().path("User").asText()).isEqualTo("65532:65532");
      assertThat(layout.config().path("StopSignal").asText()).isEqualTo("SIGTERM");
    }
  }

  @Test
  void anImageSaysWhatItIsMadeOf() throws Exception {
    for (String role : ROLES) {
      Path sbom = ROOTS.get(role).resolve("sbom");
      Assumptions.assumeTrue(
          Files.exists(sbom.resolve("weir-" + role + ".cdx.json")),
          "NOT RUN: CycloneDX's plugin lists the jars in online builds only");
      JsonNode jars = JSON.readTree(sbom.resolve("weir-" + role + ".cdx.json").toFile());
      JsonNode system = JSON.readTree(sbom.resolve("system.cdx.json").toFile());

      assertThat(jars.path("bomFormat").asText()).isEqualTo("CycloneDX");
      assertThat(jars.path("components").findValuesAsText("name"))
          .contains("weir-common", "hazelcast", "vertx-core", "netty-transport");
      assertThat(system.path("components").findValuesAsText("name")).contains("openjdk");
    }
  }

  @Test
  void nobodyCanChangeAFileOrRunAShell() throws Exception {
    for (Path root : ROOTS.values()) {
      assertThat(root.resolve("bin")).doesNotExist();
      try (Stream<Path> files = Files.walk(root)) {
        // Neither written to by anybody but root, nor run as root.
        assertThat(files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)))
            .allSatisfy(
                file ->
                    assertThat((int) Files.getAttribute(file, "unix:mode") & 06022)
                        .as(file.toString())
                        .isZero());
      }
    }
  }

  /** For webhooks and key sets over HTTPS: some systems keep certificates outside of the JDK. */
  @Test
  void anImageBelievesTheCertificatesThatItsJavaBelieves() throws Exception {
    for (Path root : ROOTS.values()) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      try (InputStream in = Files.newInputStream(root.resolve("jre/lib/security/cacerts"))) {
        store.load(in, null);
      }
      assertThat(store.size()).isGreaterThan(50);
    }
  }

  /** How soon, {@code k8s/image/try} says: on a machine that does nothing else, within 3 s. */
  @Test
  void nodesGetReadyWithNothingToWriteTo() {
    assumeNamespaces();
    List<String[]> lines = run();
    assertThat(lines).extracting(words -> words[0]).containsExactlyInAnyOrderElementsOf(NODES);
    assertThat(lines)
        .allSatisfy(words -> assertThat(Integer.parseInt(words[6])).isLessThan(LARGEST_MEGABYTES));
    // Its jars must be where and as they were when it was made.
    assertThat(lines).extracting(words -> words[10]).containsOnly("used");
  }

  /** Without these pointers the archive is of no use. */
  @Test
  void anArchiveOfClassesThatDoesNotFitIsNoHindrance() {
    assumeNamespaces();
    assertThat(run("JAVA_TOOL_OPTIONS=-XX:-UseCompressedOops")).hasSameSizeAs(NODES);
  }

  private static void assumeNamespaces() {
    Assumptions.assumeTrue(
        System.getProperty("user.name").equals("root"), "NOT RUN: namespaces need root");
    for (String name : List.of("unshare", "setpriv", "ip")) {
      Program.require(name, Program.find(name));
    }
    Assumptions.assumeTrue(
        new Program(List.of("unshare")).run("--mount", "--net", "--pid", "--fork", "true").status()
            == 0,
        "NOT RUN: namespaces are not allowed here");
  }

  /** Runs a node of each image, and a load test against both; the words of each node's line. */
  private static List<String[]> run(String... environment) {
    List<String> arguments = new ArrayList<>();
    ROLES.forEach(role -> arguments.add(tar(role).toString()));
    arguments.addAll(List.of(environment));
    String text = script("try", arguments.toArray(String[]::new)).good();
    List<String[]> lines = text.strip().lines().map(line -> line.split(" ")).toList();
    assertThat(lines).as(text).allSatisfy(words -> assertThat(words).hasSize(11));
    return lines;
  }

  private static Path tar(String role) {
    return Path.of("target", "weir-" + role + ".tar").toAbsolutePath();
  }

  private static Program.Output script(String name, String... arguments) {
    Program.require("bash", Program.find("bash"));
    return new Program(List.of("bash", SCRIPTS.resolve(name).toString())).run(arguments);
  }
}
