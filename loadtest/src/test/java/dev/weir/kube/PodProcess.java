package dev.weir.kube;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One run of a pod's container: in the pod's network namespace, with mounts and a host name of its
 * own, on a read-only root, as the user that the manifest names and without any capability.
 *
 * <p>The root is this machine's with the pod's mount points laid over it, in a mount namespace that
 * ends with the process: the machine's own files never change.
 */
final class PodProcess {
  /** Below this, a JVM in a container of that size chooses this collector by itself. */
  private static final long SERVER_BYTES = 1792L << 20;

  private static final String APP = "/app";
  private static final Path LOGS = Path.of("target", "it-logs");
  private static final int READER_SECONDS = 5;

  /**
   * What is bound into the root.
   *
   * @param from a directory of this machine
   * @param to its path in the container
   */
  record Bind(Path from, String to, boolean readOnly) {}

  private final Process process;
  private final Thread reader;
  private final List<String> alarms = new ArrayList<>();

  private PodProcess(Process process, Path log) {
    this.process = process;
    this.reader = new Thread(() -> read(log), "kube-log");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts it, at a low rank: on a machine of its own its start would slow nobody down.
   *
   * @param box an empty directory of this pod, on which its mounts hang
   * @param image directory with the jar of the container's name
   */
  static PodProcess start(
      String pod,
      PodNetwork.Place place,
      PodTemplate template,
      List<Bind> binds,
      Path box,
      Path image,
      int run) {
    if (!Files.exists(image.resolve(jar(template)))) {
      throw new IllegalStateException("not built: " + image.resolve(jar(template)));
    }
    Path java = Path.of(System.getProperty("java.home"));
    List<Bind> all = new ArrayList<>(binds);
    all.add(new Bind(image.toAbsolutePath().normalize(), APP, true));
    all.add(new Bind(java, java.toString(), true));
    List<String> command = new ArrayList<>(List.of("nice", "-n", "10"));
    command.addAll(List.of("ip", "netns", "exec", place.space(), "unshare", "--uts"));
    command.addAll(List.of("sh", "-c", script(pod, template, all, box.toAbsolutePath()), "pod"));
    command.addAll(java(java, pod, place, template));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder
        .environment()
        .put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    builder.environment().putAll(template.variables(pod, place.address()));
    try {
      Path log = Files.createDirectories(LOGS).resolve(log(pod, place, run));
      return new PodProcess(builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> java(
      Path java, String pod, PodNetwork.Place place, PodTemplate template) {
    List<String> words = new ArrayList<>(List.of(java.resolve("bin/java").toString()));
    if (template.memoryBytes() > 0) {
      words.add("-XX:MaxRAM=" + template.memoryBytes());
      if (template.memoryBytes() < SERVER_BYTES) {
        words.add("-XX:+UseSerialGC");
      }
    }
    // Whose start compiles less disturbs the others less, which have machines of their own
    // elsewhere.
    words.add("-XX:TieredStopAtLevel=1");
    words.add("-Dweir.stop-on-stdin-eof=true");
    words.addAll(List.of("-jar", APP + "/" + jar(template)));
    Map<String, String> variables = template.variables(pod, place.address());
    template.args().forEach(word -> words.add(PodTemplate.expand(word, variables)));
    return words;
  }

  /** Pods of a StatefulSet have the names of those before them. */
  private static String log(String pod, PodNetwork.Place place, int run) {
    return "kube-" + pod + "-" + place.address() + "-" + run + ".log";
  }

  private static String jar(PodTemplate template) {
    return "weir-" + template.container() + ".jar";
  }

  /** Its arguments are the container's command. */
  private static String script(String pod, PodTemplate template, List<Bind> binds, Path box) {
    List<String> lines = new ArrayList<>();
    String over = box + "/mnt/over";
    String root = box + "/mnt/root";
    lines.add("set -e; hostname " + pod);
    lines.add("mount -t tmpfs -o mode=0755,size=16m pod " + box + "/mnt");
    lines.add("mkdir " + root + " " + over);
    lines.add("cp -r " + box + "/etc " + over + "/etc");
    for (Bind bind : binds) {
      lines.add("mkdir -p " + over + bind.to());
    }
    lines.add("mount -t overlay pod -o ro,lowerdir=" + over + ":/ " + root);
    for (String system : List.of("/proc", "/dev")) {
      lines.add("mount --rbind " + system + " " + root + system);
    }
    for (Bind bind : binds) {
      lines.add("mount --bind " + bind.from() + " " + root + bind.to());
      if (bind.readOnly()) {
        lines.add("mount -o remount,bind,ro " + root + bind.to());
      }
    }
    lines.add("cd /");
    lines.add(
        "exec chroot "
            + root
            + " setpriv --reuid "
            + template.user()
            + " --regid 0 --groups "
            + template.group()
            + " --no-new-privs --inh-caps=-all --bounding-set=-all \"$@\"");
    return String.join("\n", lines);
  }

  private void read(Path log) {
    try (BufferedReader in = process.inputReader();
        Writer file = Files.newBufferedWriter(log)) {
      for (String line; (line = in.readLine()) != null; ) {
        file.write(line + "\n");
        file.flush();
        if (line.contains("\"level\":\"ERROR\"") || line.contains("LEAK:")) {
          synchronized (alarms) {
            alarms.add(line);
          }
        }
      }
    } catch (IOException e) {
      // The process is gone in the middle of a line.
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  /** Sends SIGTERM. */
  void terminate() {
    process.toHandle().destroy();
  }

  /** Sends SIGKILL. */
  void kill() {
    process.destroyForcibly();
  }

  /** Waits for its end; whether it came in time. */
  boolean awaitExit(long nanos) throws InterruptedException {
    boolean ended = process.waitFor(nanos, TimeUnit.NANOSECONDS);
    if (ended) {
      reader.join(TimeUnit.SECONDS.toMillis(READER_SECONDS));
    }
    return ended;
  }

  /** Of one that has ended. */
  int exitCode() {
    return process.exitValue();
  }

  /** Errors and lost buffers in its log. */
  List<String> alarms() {
    synchronized (alarms) {
      return List.copyOf(alarms);
    }
  }
}
