package dev.weir.loadtest.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Who runs where: the server under test has a core for itself, all others share the rest, so that
 * the load does not take from the server what is then measured.
 *
 * @param server the core, or -1 when nothing is pinned
 * @param others list of cores as taskset reads it; empty when nothing is pinned
 * @param why why not, when nothing is pinned
 */
record Cores(int server, String others, String why) {
  private static final String TASKSET = "taskset";

  /** Nothing is pinned. */
  static Cores unpinned(String why) {
    return new Cores(-1, "", why);
  }

  /** Pins this process, and what it starts from now on, away from the first core. */
  static Cores claim() {
    List<Integer> cores = Proc.cores();
    if (cores.size() < 2) {
      return unpinned(
          cores.isEmpty() ? "this system has no /proc" : "there is one processor core only");
    }
    if (!isInstalled(TASKSET)) {
      return unpinned("taskset is not installed");
    }
    String others = cores.stream().skip(1).map(String::valueOf).collect(Collectors.joining(","));
    String self = String.valueOf(ProcessHandle.current().pid());
    try {
      Process pin =
          new ProcessBuilder(TASKSET, "-a", "-c", "-p", others, self)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return pin.waitFor() == 0
          ? new Cores(cores.get(0), others, "")
          : unpinned("taskset may not pin processes here");
    } catch (IOException e) {
      return unpinned(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return unpinned("interrupted");
    }
  }

  boolean pinned() {
    return server >= 0;
  }

  /** The command line of a server under test. */
  List<String> forServer(List<String> command) {
    List<String> words = new ArrayList<>();
    if (pinned()) {
      words.addAll(List.of(TASKSET, "-c", String.valueOf(server)));
    }
    words.addAll(command);
    return words;
  }

  /** As a line for the user. */
  String words() {
    return pinned()
        ? "server on core " + server + ", publisher, players and origin on " + others
        : "nothing is pinned (" + why + "): figures of the core are missing, the others rougher";
  }

  static boolean isInstalled(String program) {
    String path = System.getenv().getOrDefault("PATH", "");
    for (String directory : path.split(File.pathSeparator)) {
      if (Files.isExecutable(Path.of(directory, program))) {
        return true;
      }
    }
    return false;
  }
}
