package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A node in a process of its own, run from the test's class path on free ports of loopback. Its log
 * is kept in {@code target/it-logs} and watched for lost buffers and errors.
 */
public final class NodeProcess implements AutoCloseable {
  static final String HOST = "127.0.0.1";

  /** By which the nodes of tests know each other. */
  static final String CLUSTER_SECRET = "secret-of-the-tests";

  /** What all nodes of tests want to see before they answer under {@code /api}. */
  public static final String API_TOKEN = "token-of-the-tests";

  /** What Hazelcast says of a member that was frozen and wakes: expected where one is. */
  private static final String MASTERSHIP = "claims mastership but it is not a member";

  /**
   * What Hazelcast says when a member joins while an entry operation is retried: both answers come,
   * the first one counts.
   */
  private static final String ANSWERED_TWICE = "NormalResponse already responseReceived";

  /** Hazelcast's monitor finds its own executor shut down when a node ends while it looks round. */
  private static final String MONITOR_REJECTED =
      "Wrapped task = com.hazelcast.spi.impl.operationservice.impl.InvocationMonitor$";

  private static final Pattern PORT = Pattern.compile("\\b(rtmps|rtmp|http|api|cluster)=(\\d+)");
  private static final Path LOGS = Path.of("target", "it-logs");
  private static final int READY_SECONDS = 120;
  private static final int STOP_SECONDS = 30;
  private static final int KEPT_LINES = 2_000;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final String id;
  private final String host;
  private final Process process;
  private final Deque<String> lines = new ArrayDeque<>();
  private final List<String> alarms = new ArrayList<>();
  private final List<String> expected =
      new ArrayList<>(List.of(MASTERSHIP, ANSWERED_TWICE, MONITOR_REJECTED));
  private final CompletableFuture<Map<String, Integer>> ports = new CompletableFuture<>();
  private final Thread reader;

  private NodeProcess(String id, String host, Process process) {
    this.id = id;
    this.host = host;
    this.process = process;
    this.reader = new Thread(this::read, id + "-log");
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts an origin that founds a cluster of its own. */
  static NodeProcess origin(String id, Map<String, String> settings) {
    Map<String, String> all = new LinkedHashMap<>(settings);
    // Nobody else's cluster may answer there.
    all.putIfAbsent("WEIR_CLUSTER_MEMBERS", HOST + ":" + FreePort.next());
    all.putIfAbsent("WEIR_CLUSTER_PORT", all.get("WEIR_CLUSTER_MEMBERS").replaceFirst(".*:", ""));
    return start("dev.weir.origin.OriginMain", id, all);
  }

  /** Starts another origin of a cluster. */
  static NodeProcess joining(String id, NodeProcess origin, Map<String, String> settings) {
    Map<String, String> all = new LinkedHashMap<>(settings);
    int port = FreePort.next();
    all.put("WEIR_CLUSTER_MEMBERS", HOST + ":" + origin.port("cluster") + "," + HOST + ":" + port);
    all.put("WEIR_CLUSTER_PORT", String.valueOf(port));
    return start("dev.weir.origin.OriginMain", id, all);
  }

  /** Starts an edge of the cluster that an origin founded. */
  static NodeProcess edge(String id, NodeProcess origin, Map<String, String> settings) {
    Map<String, String> all = new LinkedHashMap<>(settings);
    all.put("WEIR_CLUSTER_MEMBERS", HOST + ":" + origin.port("cluster"));
    all.putIfAbsent("WEIR_CLUSTER_PORT", String.valueOf(FreePort.next()));
    return start("dev.weir.edge.EdgeMain", id, all);
  }

  /** Starts a main class with settings over those that keep nodes of tests apart. */
  static NodeProcess start(
      String mainClass, String id, Map<String, String> settings, String... args) {
    return start(Jvm.command(mainClass, args), id, settings);
  }

  /** Starts a command that becomes a node, likewise. */
  public static NodeProcess start(List<String> command, String id, Map<String, String> settings) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("WEIR_"));
    builder.environment().put("WEIR_NODE_ID", id);
    builder.environment().put("WEIR_NODE_ADVERTISE_HOST", HOST);
    builder.environment().put("WEIR_RTMP_HOST", HOST);
    builder.environment().put("WEIR_RTMP_PORT", "0");
    builder.environment().put("WEIR_HTTP_HOST", HOST);
    builder.environment().put("WEIR_HTTP_PORT", "0");
    builder.environment().put("WEIR_API_TOKEN", API_TOKEN);
    builder.environment().put("WEIR_CLUSTER_SECRET", CLUSTER_SECRET);
    // Whoever stops a node in a test does not want to wait for its clients.
    builder.environment().put("WEIR_DRAIN_DEADLINE", "0s");
    // What a test is about does not depend on how much this machine has room for.
    builder.environment().put("WEIR_OVERLOAD_LOOPS", "0");
    builder.environment().putAll(settings);
    String host = builder.environment().get("WEIR_NODE_ADVERTISE_HOST");
    try {
      return new NodeProcess(id, host, builder.redirectErrorStream(true).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String id() {
    return id;
  }

  /** Waits until the node is ready. */
  public NodeProcess awaitReady() {
    assertThat(ports)
        .as(() -> id + " is ready; its log ends with\n" + tail())
        .succeedsWithin(READY_SECONDS, TimeUnit.SECONDS);
    return this;
  }

  /**
   * A port of the node; waits until it is ready.
   *
   * @param name {@code rtmp}, {@code rtmps}, {@code http}, {@code api} or {@code cluster}
   */
  int port(String name) {
    return awaitReady().ports.join().get(name);
  }

  /** As in {@code rtmp://127.0.0.1:1935/live/name}. */
  String rtmp(String stream) {
    return "rtmp://" + host + ":" + port("rtmp") + "/" + stream;
  }

  /** The body that the node's HTTP server gives for a path; fails unless the status is 200. */
  String get(String path) {
    HttpResponse<String> answer = request("GET", path);
    assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
    return answer.body();
  }

  /** What the node's HTTP server answers. */
  HttpResponse<String> request(String method, String path) {
    URI uri = URI.create("http://" + host + ":" + port("http") + path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .header("Authorization", "Bearer " + API_TOKEN)
            .method(method, HttpRequest.BodyPublishers.noBody());
    try {
      return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * A metric now; of all its series with such labels together.
   *
   * @param labels as on the metrics page, in any order
   */
  double metric(String name, String... labels) {
    return get("/metrics")
        .lines()
        .filter(line -> line.startsWith(name + "{"))
        .filter(line -> Arrays.stream(labels).allMatch(line::contains))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** All that the node wrote so far, at most the last {@value #KEPT_LINES} lines. */
  public List<String> log() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  /** Waits for the process to end by itself; its exit code. */
  public int awaitExit() throws InterruptedException {
    assertThat(process.waitFor(READY_SECONDS, TimeUnit.SECONDS)).as(id + " ended").isTrue();
    reader.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
    return process.exitValue();
  }

  /** Sends SIGTERM and waits; the exit code. */
  int stop() throws InterruptedException {
    terminate();
    return awaitExit();
  }

  /** Sends SIGTERM. */
  public void terminate() {
    process.toHandle().destroy();
  }

  /** The process, to be sent other signals. */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** Sends SIGKILL. */
  public void kill() {
    process.destroyForcibly();
  }

  /** Stops the process where it stands, or lets it go on. */
  void freeze(boolean frozen) throws IOException, InterruptedException {
    String signal = frozen ? "-STOP" : "-CONT";
    Process kill = new ProcessBuilder("kill", signal, String.valueOf(process.pid())).start();
    assertThat(kill.waitFor()).as("kill " + signal + " of " + id).isZero();
  }

  /** Ends its standard input, as the death of its parent does. */
  void closeInput() throws IOException {
    process.getOutputStream().close();
  }

  /** Lost buffers and errors in its log so far. */
  public List<String> alarms() {
    synchronized (lines) {
      return List.copyOf(alarms);
    }
  }

  /** An error with these words is what the test is about. */
  void expect(String words) {
    synchronized (lines) {
      expected.add(words);
    }
  }

  /** Fails when the node lost a buffer or logged an error. */
  void assertClean() {
    synchronized (lines) {
      assertThat(alarms).as("lost buffers and errors in the log of " + id).isEmpty();
    }
  }

  /** Ends the node, at once if it has to be, and looks at its log. */
  @Override
  public void close() {
    terminate();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        kill();
      }
      reader.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
    assertClean();
  }

  private void read() {
    try (BufferedReader in = process.inputReader();
        Writer file = Files.newBufferedWriter(Files.createDirectories(LOGS).resolve(id + ".log"))) {
      for (String line; (line = in.readLine()) != null; ) {
        file.write(line + "\n");
        file.flush();
        keep(line);
      }
    } catch (IOException e) {
      keep("the log could not be read: " + e.getMessage());
    } finally {
      ports.completeExceptionally(new IllegalStateException(id + " ended"));
    }
  }

  private void keep(String line) {
    synchronized (lines) {
      lines.add(line);
      if (lines.size() > KEPT_LINES) {
        lines.remove();
      }
      if (line.contains("LEAK:")
          || (line.contains(" ERROR ") && expected.stream().noneMatch(line::contains))) {
        alarms.add(line);
      }
    }
    if (line.contains("node-ready")) {
      Map<String, Integer> found = new LinkedHashMap<>();
      for (Matcher match = PORT.matcher(line); match.find(); ) {
        found.put(match.group(1), Integer.valueOf(match.group(2)));
      }
      ports.complete(found);
    }
  }

  private String tail() {
    List<String> all = log();
    return String.join("\n", all.subList(Math.max(0, all.size() - 20), all.size()));
  }
}
