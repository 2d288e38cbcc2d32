package dev.weir.loadtest.up;

import dev.weir.cli.StartupException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command lines of nodes, run from the jars beside our own. */
public final class NodeCommands {
  private static final int WARNS_OF_UNSAFE = 24;

  private final Path home;
  private final Map<String, String> environment;

  /**
   * @param home directory with {@code origin/target/weir-origin.jar} and its like
   * @param environment of which {@code JAVA_OPTS} counts
   */
  NodeCommands(Path home, Map<String, String> environment) {
    this.home = home;
    this.environment = environment;
  }

  /**
   * Finds the jars: below the launcher's {@code -Dweir.home}, or where our own stands.
   *
   * @throws StartupException when one is missing
   */
  public static NodeCommands find(Map<String, String> environment) {
    String named = System.getProperty("weir.home");
    NodeCommands commands =
        new NodeCommands(named == null ? ownHome() : Path.of(named), environment);
    for (String role : List.of(NodePlan.ORIGIN, NodePlan.EDGE)) {
      if (!Files.isReadable(commands.jar(role))) {
        throw new StartupException(commands.jar(role) + ": no such file; build Weir first");
      }
    }
    return commands;
  }

  /** The words of a node's command line. */
  public List<String> of(NodePlan node) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (Runtime.version().feature() >= WARNS_OF_UNSAFE) {
      words.add("--sun-misc-unsafe-memory-access=allow");
    }
    words.add("-XX:+ExitOnOutOfMemoryError");
    words.add("-Xmx512m");
    words.add("-Dvertx.disableFileCPResolving=true");
    words.add("-Dhazelcast.logging.type=slf4j");
    words.add("-Dweir.stop-on-stdin-eof=true");
    words.add("-Dweir.home=" + home);
    words.addAll(javaOptions());
    words.addAll(List.of("-jar", jar(node.role()).toString()));
    return words;
  }

  private List<String> javaOptions() {
    String options = environment.getOrDefault("JAVA_OPTS", "").strip();
    return options.isEmpty() ? List.of() : List.of(options.split("\\s+"));
  }

  private Path jar(String role) {
    return home.resolve(role).resolve("target").resolve("weir-" + role + ".jar");
  }

  /** Ours is {@code loadtest/target/weir-loadtest.jar} or {@code loadtest/target/classes}. */
  private static Path ownHome() {
    CodeSource source = NodeCommands.class.getProtectionDomain().getCodeSource();
    try {
      Path own = Path.of(source.getLocation().toURI());
      return own.getParent().getParent().getParent();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
