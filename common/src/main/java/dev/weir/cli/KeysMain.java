package dev.weir.cli;

import dev.weir.config.OneLine;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir keys}: stream keys, by way of a node's API. */
public final class KeysMain {
  private static final String NAME = "weir keys";
  private static final String USAGE =
      NAME + ": add, list or revoke is expected (see " + NAME + " add --help)";

  private KeysMain() {}

  @Command(description = "Makes a stream key and prints its secret, which is shown only once.")
  private static final class Add extends NodeOptions {
    @Option(
        names = "--names",
        paramLabel = "PATTERN",
        required = true,
        split = ",",
        description = "Streams that it is for, such as live/show or live/team-*; commas between.")
    private List<String> names;

    @Option(names = "--owner", paramLabel = "TEXT", description = "Who has it, for people.")
    private String owner = "";

    @Option(
        names = "--until",
        paramLabel = "TIME",
        description =
            "When it expires: 2030-12-31T23:59:59Z, or 90d, 12h from now. Never if absent.")
    private String until = "";

    @Option(names = "--priority", paramLabel = "N", description = "Of its publishers, 0 to 1000.")
    private int priority = 100;

    @Option(
        names = "--viewers",
        paramLabel = "N",
        description = "Of what it publishes; 0: no limit.")
    private int viewers;

    @Option(names = "--publishers", paramLabel = "N", description = "At a time; 0: no limit.")
    private int publishers;

    @Option(names = "--bitrate", paramLabel = "KBIT", description = "Of a publisher; 0: no limit.")
    private long kbits;

    private JsonObject body() {
      JsonObject body =
          new JsonObject()
              .put("owner", owner)
              .put("names", new JsonArray(new ArrayList<>(names)))
              .put("priority", priority)
              .put("viewers", viewers)
              .put("publishers", publishers)
              .put("bitsPerSecond", Math.multiplyExact(kbits, 1_000L));
      return until.isEmpty() ? body : body.put("until", time(until).toString());
    }
  }

  @Command(description = "Lists the stream keys, without their secrets.")
  private static final class ListKeys extends NodeOptions {}

  @Command(description = "Takes a stream key back; who publishes with it is closed.")
  private static final class Revoke extends NodeOptions {
    @Parameters(paramLabel = "ID", description = "The key's id, as listed.")
    private String id;
  }

  /** The program. */
  public static void main(String[] args) {
    System.exit(run(Terminal.ofProcess(), args));
  }

  static int run(Terminal terminal, String... args) {
    String command = args.length == 0 ? "" : args[0];
    NodeOptions options =
        switch (command) {
          case "add" -> new Add();
          case "list" -> new ListKeys();
          case "revoke" -> new Revoke();
          default -> null;
        };
    if (options == null) {
      return terminal.refuse(USAGE);
    }
    String[] rest = List.of(args).subList(1, args.length).toArray(String[]::new);
    OptionalInt end = terminal.parse(NAME + " " + command, options, rest);
    if (end.isPresent()) {
      return end.getAsInt();
    }
    try {
      print(terminal, options);
      return Terminal.STOPPED;
    } catch (StartupException | ArithmeticException e) {
      return terminal.refuse(NAME + ": " + e.getMessage());
    } catch (IOException e) {
      terminal.err().println(OneLine.of(NAME + ": " + e.getMessage(), 500));
      return Terminal.FAILED;
    }
  }

  private static void print(Terminal terminal, NodeOptions options) throws IOException {
    ApiClient api = options.client(terminal.environment());
    if (options instanceof Add add) {
      JsonObject made = api.post("/api/v1/keys", add.body());
      terminal.out().println("id      " + made.getJsonObject("key").getString("id"));
      terminal.out().println("secret  " + made.getString("secret"));
    } else if (options instanceof Revoke revoke) {
      api.delete("/api/v1/keys/" + segment(revoke.id));
      terminal.out().println("revoked " + revoke.id);
    } else {
      KeyTable.of(api.get("/api/v1/keys").getJsonArray("keys"), Instant.now())
          .forEach(terminal.out()::println);
    }
    terminal.out().flush();
  }

  private static String segment(String id) {
    if (!id.matches("[A-Za-z0-9_-]{1,64}")) {
      throw new StartupException("ID is no key's id");
    }
    return id;
  }

  private static Instant time(String text) {
    try {
      if (text.matches("\\d{1,6}[dhm]")) {
        long count = Long.parseLong(text.substring(0, text.length() - 1));
        return Instant.now()
            .plus(
                switch (text.charAt(text.length() - 1)) {
                  case 'd' -> Duration.ofDays(count);
                  case 'h' -> Duration.ofHours(count);
                  default -> Duration.ofMinutes(count);
                });
      }
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new StartupException("--until is no time such as 2030-12-31T23:59:59Z or 90d");
    }
  }
}
