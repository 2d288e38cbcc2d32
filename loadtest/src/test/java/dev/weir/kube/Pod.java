package dev.weir.kube;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One pod from its creation to its end, as kubelet lets it live: started, probed, started again
 * when it ends by itself, and ended by preStop, SIGTERM and, when the grace period is over,
 * SIGKILL.
 */
public final class Pod implements PodStatus {
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long FIRST_BACKOFF_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int END_SECONDS = 20;

  /**
   * How a deleted pod ended.
   *
   * @param millis from SIGTERM on
   * @param killed whether the grace period was over before
   */
  public record End(String pod, int exitCode, double millis, boolean killed) {}

  /** What pods share. */
  record Node(PodNetwork network, Volumes volumes, Path directory, Consumer<String> events) {}

  private final String name;
  private final String revision;
  private final PodTemplate template;
  private final Path image;
  private final Node node;
  private final PodNetwork.Place place;
  private final List<PodProcess.Bind> binds = new ArrayList<>();
  private final Path box;
  private final long createdNanos = System.nanoTime();
  private final List<String> oldAlarms = new ArrayList<>();
  private final Object news = new Object();
  private final Thread runner;

  private volatile PodProcess process;
  private volatile boolean ready;
  private volatile long readySinceNanos;
  private volatile long terminatedNanos;
  private final AtomicInteger restarts = new AtomicInteger();
  private volatile boolean deleted;
  private volatile boolean gone;
  private volatile End end;

  Pod(String name, String revision, PodTemplate template, Path image, Node node) {
    this.name = name;
    this.revision = revision;
    this.template = template;
    this.image = image;
    this.node = node;
    this.place = node.network().add();
    try {
      Path parent = Files.createDirectories(node.directory().resolve("boxes"));
      this.box = Files.createTempDirectory(parent, name);
      Files.createDirectory(box.resolve("mnt"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (PodTemplate.Mount mount : template.mounts()) {
      Path from = node.volumes().make(name, mount, template.group()).toAbsolutePath();
      binds.add(new PodProcess.Bind(from, mount.path(), mount.readOnly()));
    }
    this.runner = new Thread(this::run, "kube-" + name);
    runner.setDaemon(true);
  }

  /**
   * Begins.
   *
   * @param namespace in whose Services' names it may be brief
   */
  Pod start(String namespace) {
    String domains =
        namespace
            + ".svc."
            + ClusterDns.DOMAIN
            + " svc."
            + ClusterDns.DOMAIN
            + " "
            + ClusterDns.DOMAIN;
    Map<String, String> files =
        Map.of(
            "resolv.conf",
            "nameserver %s\nsearch %s\noptions ndots:5\n"
                .formatted(node.network().hubAddress(), domains),
            "hosts",
            "127.0.0.1 localhost\n%s %s\n".formatted(place.address(), name),
            "hostname",
            name + "\n");
    try {
      Path etc = Files.createDirectory(box.resolve("etc"));
      for (Map.Entry<String, String> file : files.entrySet()) {
        Files.writeString(etc.resolve(file.getKey()), file.getValue(), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    runner.start();
    return this;
  }

  private void run() {
    long backoff = 0;
    try {
      while (!deleted) {
        runContainer();
        if (!deleted) {
          node.events().accept(name + " ended with " + process.exitCode());
          restarts.incrementAndGet();
          pause(backoff);
          backoff = Math.max(FIRST_BACKOFF_NANOS, backoff * 2);
        }
      }
    } catch (InterruptedException e) {
      process.kill();
    }
  }

  private void runContainer() throws InterruptedException {
    synchronized (news) {
      if (deleted) {
        return;
      }
      if (process != null) {
        oldAlarms.addAll(process.alarms());
      }
      process = PodProcess.start(name, place, template, binds, box, image, restarts.get() + 1);
    }
    Checks checks = new Checks(template, place.address(), System.nanoTime());
    boolean raised = false;
    while (!process.awaitExit(TICK_NANOS)) {
      Checks.Verdict verdict = checks.look(System.nanoTime());
      if (verdict == Checks.Verdict.KILL && !deleted) {
        node.events().accept(name + " fails its probes");
        process.terminate();
        if (!process.awaitExit(template.grace().toNanos())) {
          process.kill();
        }
      } else if (verdict != Checks.Verdict.STARTING && !raised) {
        raised = true;
        Rank.raise(process.pid());
        // Threads that came meanwhile have the rank of those that made them.
        Rank.raise(process.pid());
      }
      becomes(verdict == Checks.Verdict.READY);
    }
    becomes(false);
  }

  private void becomes(boolean now) {
    if (now != ready) {
      if (now) {
        readySinceNanos = System.nanoTime();
      }
      ready = now;
      node.events().accept(name + (now ? " ready" : " not ready"));
    }
  }

  private void pause(long nanos) throws InterruptedException {
    long until = System.nanoTime() + nanos;
    synchronized (news) {
      for (long left; !deleted && (left = until - System.nanoTime()) > 0; ) {
        TimeUnit.NANOSECONDS.timedWait(news, left);
      }
    }
  }

  /** Ends it as its manifest says; returns at once. Once. */
  void delete() {
    synchronized (news) {
      if (deleted) {
        return;
      }
      deleted = true;
      news.notifyAll();
    }
    node.events().accept(name + " deleted");
    Thread ending = new Thread(this::finish, "kube-end-" + name);
    ending.setDaemon(true);
    ending.start();
  }

  private void finish() {
    long until = System.nanoTime() + template.grace().toNanos();
    PodProcess last = process;
    boolean killed = false;
    try {
      if (last != null && !last.awaitExit(template.preStop().toNanos())) {
        node.events().accept(name + " SIGTERM");
        terminatedNanos = System.nanoTime();
        last.terminate();
        killed = !last.awaitExit(Math.max(0, until - System.nanoTime()));
        if (killed) {
          last.kill();
          last.awaitExit(TimeUnit.SECONDS.toNanos(END_SECONDS));
        }
        double millis = (System.nanoTime() - terminatedNanos) / 1e6;
        end = new End(name, last.exitCode(), millis, killed);
      }
      runner.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    node.network().remove(place);
    gone = true;
    node.events().accept(name + " gone" + (end == null ? "" : " with " + end.exitCode()));
  }

  /** Ends whatever is left of it, at once. */
  void destroy() {
    synchronized (news) {
      deleted = true;
      news.notifyAll();
    }
    PodProcess last = process;
    if (last != null) {
      last.kill();
    }
    try {
      runner.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    node.network().remove(place);
    gone = true;
  }

  @Override
  public String name() {
    return name;
  }

  /** Where the others reach it. */
  public String address() {
    return place.address();
  }

  /** The number of a port by its name. */
  public int port(String portName) {
    return template.ports().get(portName);
  }

  PodTemplate template() {
    return template;
  }

  @Override
  public String revision() {
    return revision;
  }

  @Override
  public boolean isReady() {
    return ready;
  }

  @Override
  public long readySinceNanos() {
    return readySinceNanos;
  }

  @Override
  public long createdNanos() {
    return createdNanos;
  }

  @Override
  public int restarts() {
    return restarts.get();
  }

  @Override
  public boolean isDeleted() {
    return deleted;
  }

  @Override
  public boolean isGone() {
    return gone;
  }

  /** When it was sent SIGTERM, by {@link System#nanoTime}; 0 for not yet. */
  public long terminatedNanos() {
    return terminatedNanos;
  }

  /** How it ended; null while it has not, and when it did so before it was told. */
  public End end() {
    return end;
  }

  /**
   * What the pod answers on its own loopback, as through {@code kubectl port-forward}: the whole
   * answer, status line and all.
   */
  public String ask(String method, int port, String path, String token) {
    String request =
        "%s %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n"
            .formatted(method, path, token);
    String script = "exec 3<>/dev/tcp/127.0.0.1/" + port + "; printf '%s' \"$0\" >&3; cat <&3";
    return Shell.run("ip", "netns", "exec", place.space(), "bash", "-c", script, request);
  }

  /** Errors and lost buffers in its logs. */
  List<String> alarms() {
    List<String> all = new ArrayList<>(oldAlarms);
    PodProcess last = process;
    if (last != null) {
      all.addAll(last.alarms());
    }
    return all.stream().map(line -> name + ": " + line).toList();
  }
}
