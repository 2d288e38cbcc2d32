package dev.weir.kube;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How much of a short CPU a process gets. */
public final class Rank {
  private static final int NICE_AFTER_NAME = 16;

  private Rank() {}

  /** From now on a process counts as much as this one. */
  public static void raise(long pid) {
    List<String> command = new ArrayList<>(List.of("renice", "-n", own(), "-p"));
    File[] threads = new File("/proc/" + pid + "/task").listFiles();
    for (File thread : threads == null ? new File[0] : threads) {
      command.add(thread.getName());
    }
    try {
      ProcessBuilder renice = new ProcessBuilder(command).redirectErrorStream(true);
      // Threads that have ended meanwhile are no failure.
      renice.redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String own() {
    try {
      String stat = Files.readString(Path.of("/proc/self/stat"));
      // The name is in parentheses and may have spaces.
      return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[NICE_AFTER_NAME];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
