package dev.weir.cli;

import dev.weir.config.Secret;
import dev.weir.config.SecretFile;
import java.net.URI;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Which node a command talks to, and by which right. */
@Command(mixinStandardHelpOptions = true, versionProvider = WeirVersion.class)
class NodeOptions {
  private static final String VARIABLE = "WEIR_API_TOKEN";

  @Option(
      names = "--node",
      paramLabel = "URL",
      description = "Any node's HTTP address; http://127.0.0.1:8080 if absent.")
  private String node = "http://127.0.0.1:8080";

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "File with the API token; otherwise it is taken from " + VARIABLE + ".")
  private String tokenFile = "";

  /** The API, with the token: never from the command line, which others can read. */
  ApiClient client(Map<String, String> environment) {
    List<String> tokens =
        tokenFile.isEmpty()
            ? List.of(environment.getOrDefault(VARIABLE, ""))
            : SecretFile.read("--token", new Secret(""), tokenFile);
    if (tokens.get(0).isEmpty()) {
      throw new StartupException("give the API token by --token-file or " + VARIABLE);
    }
    try {
      URI uri = URI.create(node);
      if (uri.getHost() != null && String.valueOf(uri.getScheme()).matches("https?")) {
        return new ApiClient(uri, tokens.get(0));
      }
    } catch (IllegalArgumentException e) {
      // Said below, in words of the option.
    }
    throw new StartupException("--node is no address such as http://127.0.0.1:8080");
  }
}
