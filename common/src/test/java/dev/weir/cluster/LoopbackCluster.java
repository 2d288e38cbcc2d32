package dev.weir.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.vertx.core.Future;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** Several nodes in this process, on free ports of the loopback interface. */
final class LoopbackCluster implements AutoCloseable {
  static final String HOST = "127.0.0.1";

  private final List<ClusterNode> nodes = Collections.synchronizedList(new ArrayList<>());
  private final String name = "test-" + System.nanoTime();

  LoopbackCluster() {
    quiet("ROOT", Level.WARN);
    quiet("dev.weir", Level.ERROR);
    quiet("com.hazelcast", Level.OFF);
    quiet("io.vertx", Level.OFF);
  }

  /** Free now, and below the ports of outgoing connections: no other test's client takes it. */
  static int freePort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(10_240, 32_768);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(HOST))) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        continue;
      }
    }
  }

  ClusterSettings settings(NodeRole role, String id, int port, int... peers) {
    List<String> members = new ArrayList<>();
    for (int peer : peers) {
      members.add(HOST + ":" + peer);
    }
    return new ClusterSettings(
        role, id, name, HOST, port, 0, members, "static", Duration.ofSeconds(10));
  }

  ClusterNode origin(String id, int port, int... peers) {
    return start(settings(NodeRole.ORIGIN, id, port, peers));
  }

  ClusterNode edge(String id, int... peers) {
    return start(settings(NodeRole.EDGE, id, freePort(), peers));
  }

  ClusterNode start(ClusterSettings settings) {
    ClusterNode node = get(startLater(settings));
    get(node.directory().announce(info(settings, false)));
    return node;
  }

  Future<ClusterNode> startLater(ClusterSettings settings) {
    VertxOptions options = new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(4);
    return ClusterNode.start(settings, options, null).onSuccess(nodes::add);
  }

  static NodeInfo info(ClusterSettings settings, boolean draining) {
    return new NodeInfo(
        settings.nodeId(), settings.role(), HOST, 1935, 8080, 1_000L, "1.2.3", draining, 0);
  }

  /** What a future came to; its own exception when it failed. */
  static <T> T get(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The process dies: no farewell, all connections gone. */
  void kill(ClusterNode node) {
    node.link().terminate();
  }

  @Override
  public void close() {
    List<Future<Void>> closing = nodes.stream().map(ClusterNode::close).toList();
    closing.forEach(LoopbackCluster::get);
    await("threads that nodes leave behind")
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(threads()).isEmpty());
  }

  /** The live threads that belong to nodes. */
  static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .map(Thread::getName)
        .filter(thread -> thread.matches("(hz\\.|vert\\.?x|weir-).*"))
        // vertx-hazelcast never stops this daemon.
        .filter(thread -> !thread.equals("vertx-hazelcast-service-throttling-thread"))
        .collect(Collectors.toSet());
  }

  private static void quiet(String logger, Level level) {
    ((Logger) LoggerFactory.getLogger(logger)).setLevel(level);
  }
}
