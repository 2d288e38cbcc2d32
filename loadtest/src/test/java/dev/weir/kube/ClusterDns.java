package dev.weir.kube;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** dnsmasq in the place of the cluster's DNS: answers the names that it was told, and no others. */
final class ClusterDns implements AutoCloseable {
  static final String DOMAIN = "cluster.local";

  /** As long as the cluster's own DNS lets its answers live. */
  private static final int TTL_SECONDS = 5;

  private static final int START_SECONDS = 20;

  private final Path hosts;
  private final Process process;
  private Map<String, List<String>> published = Map.of();

  private ClusterDns(Path hosts, Process process) {
    this.hosts = hosts;
    this.process = process;
  }

  /**
   * Starts it.
   *
   * @param directory for its file
   */
  static ClusterDns start(PodNetwork network, Path directory) {
    Path hosts = directory.resolve("hosts");
    List<String> command = new ArrayList<>(network.inHub());
    command.addAll(
        List.of(
            "dnsmasq",
            "--keep-in-foreground",
            "--conf-file=/dev/null",
            "--no-resolv",
            "--no-hosts",
            "--addn-hosts=" + hosts,
            "--local=/" + DOMAIN + "/",
            "--local-ttl=" + TTL_SECONDS,
            "--listen-address=" + network.hubAddress(),
            "--bind-interfaces",
            "--user=root",
            "--pid-file=",
            "--log-facility=-"));
    try {
      Files.writeString(hosts, "");
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      CompletableFuture<Void> started = new CompletableFuture<>();
      Thread reader = new Thread(() -> read(process, started), "kube-dns");
      reader.setDaemon(true);
      reader.start();
      ClusterDns dns = new ClusterDns(hosts, process);
      started.orTimeout(START_SECONDS, TimeUnit.SECONDS).whenComplete((v, e) -> dns.endIf(e));
      started.join();
      return dns;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void endIf(Throwable failure) {
    if (failure != null) {
      close();
    }
  }

  private static void read(Process process, CompletableFuture<Void> started) {
    List<String> said = new ArrayList<>();
    try (BufferedReader lines = process.inputReader()) {
      for (String line; (line = lines.readLine()) != null; ) {
        // A signal before this would end it.
        if (line.contains("started, version")) {
          started.complete(null);
        }
        if (!started.isDone()) {
          said.add(line);
        }
      }
    } catch (IOException e) {
      said.add(e.toString());
    }
    started.completeExceptionally(new IllegalStateException("dnsmasq ended: " + said));
  }

  /** From now on these names have these addresses, and no others have any. */
  void publish(Map<String, List<String>> names) {
    if (names.equals(published)) {
      return;
    }
    StringBuilder lines = new StringBuilder();
    names.forEach(
        (name, addresses) ->
            addresses.forEach(
                address -> lines.append(address).append(' ').append(name).append('\n')));
    try {
      Path next = hosts.resolveSibling("hosts.next");
      Files.writeString(next, lines);
      Files.move(next, hosts, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Shell.line("kill -HUP " + process.pid());
    published = Map.copyOf(names);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(START_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
