package dev.weir.loadtest.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.loadtest.up.NodePlan;
import dev.weir.loadtest.up.Ports;
import dev.weir.rtmp.RtmpUrl;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** nginx with the RTMP module, one worker, everything else as it comes. */
final class NginxServer implements Server {
  /** What the user calls it. */
  static final String NAME = "nginx-rtmp";

  private static final String MODULE = "ngx_rtmp_module.so";
  private static final Pattern MODULES_PATH = Pattern.compile("--modules-path=(\\S+)");
  private static final List<String> PROGRAMS =
      List.of("/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/local/nginx/sbin/nginx");
  private static final List<String> MODULE_DIRECTORIES =
      List.of("/usr/lib/nginx/modules", "/usr/lib64/nginx/modules", "/etc/nginx/modules");
  private static final Duration START = Duration.ofSeconds(10);
  private static final long STOP_SECONDS = 5;

  /**
   * What is installed.
   *
   * @param program path of nginx
   * @param module path of the module, empty when it is compiled in
   */
  record Installed(String program, String module) {}

  private final int port;
  private final Path directory;
  private final Process process;

  private NginxServer(int port, Path directory, Process process) {
    this.port = port;
    this.directory = directory;
    this.process = process;
  }

  /** Looks for nginx and its module. */
  static Optional<Installed> find() {
    List<String> programs = new ArrayList<>(PROGRAMS);
    for (String directory : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
      programs.add(directory + "/nginx");
    }
    return programs.stream()
        .filter(program -> Files.isExecutable(Path.of(program)))
        .findFirst()
        .flatMap(program -> module(about(program)).map(at -> new Installed(program, at)));
  }

  /** The module's path by what nginx says of itself; empty text for one that is compiled in. */
  static Optional<String> module(String about) {
    List<String> directories = new ArrayList<>();
    Matcher path = MODULES_PATH.matcher(about);
    if (path.find()) {
      directories.add(path.group(1));
    }
    directories.addAll(MODULE_DIRECTORIES);
    Optional<String> loadable =
        directories.stream()
            .map(directory -> directory + "/" + MODULE)
            .filter(file -> Files.isReadable(Path.of(file)))
            .findFirst();
    boolean compiledIn = about.lines().anyMatch(line -> line.matches(".*--add-module=\\S*rtmp.*"));
    return loadable.or(() -> compiledIn ? Optional.of("") : Optional.empty());
  }

  /** The configuration file. */
  static String configuration(String module, int port, int connections) {
    String load = module.isEmpty() ? "" : "load_module " + module + ";\n";
    return load
        + """
        daemon off;
        master_process off;
        worker_processes 1;
        worker_rlimit_nofile %2$d;
        pid nginx.pid;
        error_log error.log error;
        events { worker_connections %2$d; }
        rtmp {
          access_log off;
          server {
            listen 127.0.0.1:%1$d;
            chunk_size 4096;
            application live { live on; }
          }
        }
        """
            .formatted(port, connections);
  }

  /** Starts it and waits until it listens. */
  static NginxServer start(Installed installed, Cores cores, int connections, Patience patience) {
    int port = Ports.free(1).get(0);
    try {
      Path directory = Files.createTempDirectory("weir-bench-nginx-");
      Path file = directory.resolve("nginx.conf");
      Files.writeString(file, configuration(installed.module(), port, connections + 64));
      List<String> command =
          List.of(installed.program(), "-p", directory.toString(), "-c", file.toString());
      Process process =
          new ProcessBuilder(cores.forServer(command))
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("output.log").toFile())
              .start();
      NginxServer server = new NginxServer(port, directory, process);
      server.awaitListening(patience);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitListening(Patience patience) {
    boolean listens = false;
    try {
      patience.watch(death());
      listens = patience.until(this::listens, START);
      if (!listens) {
        throw new BenchFailure("nginx does not listen, see " + directory);
      }
    } finally {
      if (!listens) {
        process.destroyForcibly();
      }
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(NodePlan.HOST, port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public RtmpUrl publishUrl(String stream) {
    return RtmpUrl.parse("rtmp://" + NodePlan.HOST + ":" + port + "/" + stream);
  }

  @Override
  public RtmpUrl playUrl(String stream) {
    return publishUrl(stream);
  }

  @Override
  public long processId() {
    return process.pid();
  }

  @Override
  public CompletableFuture<?> death() {
    return process
        .onExit()
        .thenApply(
            ended -> "nginx ended with exit code " + ended.exitValue() + ", see " + directory);
  }

  @Override
  public void close() {
    boolean died = !process.isAlive();
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    if (!died) {
      removeDirectory();
    }
  }

  private void removeDirectory() {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String about(String program) {
    try {
      Process process = new ProcessBuilder(program, "-V").redirectErrorStream(true).start();
      return new String(process.getInputStream().readAllBytes(), UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
