package dev.weir.loadtest.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** What Linux says in {@code /proc}; elsewhere there are no figures, which read NaN and 0. */
final class Proc {
  /**
   * Ticks a second of all times in /proc (USER_HZ), the same on every architecture that Java has.
   */
  private static final double TICKS = 100;

  private static final int USER_TIME = 11;

  private Proc() {}

  /** CPU seconds that a process has used. */
  static double cpuSeconds(long pid) {
    return cpuSeconds(read("/proc/" + pid + "/stat"));
  }

  static double cpuSeconds(String stat) {
    // The name in brackets may hold anything, brackets too.
    int end = stat.lastIndexOf(')');
    String[] fields = end < 0 ? new String[0] : stat.substring(end + 1).strip().split(" ");
    return fields.length <= USER_TIME + 1
        ? Double.NaN
        : (Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[USER_TIME + 1])) / TICKS;
  }

  /** Seconds since boot for which a core did anything, softirq and other processes included. */
  static double busySeconds(int core) {
    return busySeconds(read("/proc/stat"), core);
  }

  static double busySeconds(String stat, int core) {
    String start = "cpu" + core + " ";
    for (String line : stat.lines().toList()) {
      if (line.startsWith(start)) {
        String[] words = line.substring(start.length()).strip().split(" +");
        long busy = 0;
        // user nice system idle iowait irq softirq steal ...
        for (int i : new int[] {0, 1, 2, 5, 6}) {
          busy += i < words.length ? Long.parseLong(words[i]) : 0;
        }
        return busy / TICKS;
      }
    }
    return Double.NaN;
  }

  /** Resident memory of a process, in KB. */
  static long rssKb(long pid) {
    return (long) number(read("/proc/" + pid + "/status"), "VmRSS:").orElse(0);
  }

  /** Open files of a process; 0 when that is not to be seen. */
  static int openFiles(long pid) {
    String[] names = Path.of("/proc/" + pid + "/fd").toFile().list();
    return names == null ? 0 : names.length;
  }

  /** The cores that this process may use; empty when that is not known. */
  static List<Integer> cores() {
    return read("/proc/self/status")
        .lines()
        .filter(line -> line.startsWith("Cpus_allowed_list:"))
        .findFirst()
        .map(line -> range(line.substring(line.indexOf(':') + 1).strip()))
        .orElse(List.of());
  }

  /** Reads a list like {@code 0-2,5}. */
  static List<Integer> range(String text) {
    List<Integer> cores = new ArrayList<>();
    for (String part : text.split(",")) {
      String[] ends = part.split("-");
      int last = Integer.parseInt(ends[ends.length - 1]);
      for (int core = Integer.parseInt(ends[0]); core <= last; core++) {
        cores.add(core);
      }
    }
    return cores;
  }

  private static OptionalInt number(String text, String key) {
    return text.lines()
        .filter(line -> line.startsWith(key))
        .mapToInt(line -> Integer.parseInt(line.replaceAll("[^0-9]", "")))
        .findFirst();
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      return "";
    }
  }
}
