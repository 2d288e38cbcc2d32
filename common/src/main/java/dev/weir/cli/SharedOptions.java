package dev.weir.cli;

import dev.weir.config.NodeConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options of every program that reads the settings. */
@Command(mixinStandardHelpOptions = true, versionProvider = WeirVersion.class)
class SharedOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings as YAML; WEIR_* environment variables go over them.")
  private Path file;

  NodeConfig load(Map<String, String> environment) {
    return NodeConfig.load(Optional.ofNullable(file), environment);
  }
}
