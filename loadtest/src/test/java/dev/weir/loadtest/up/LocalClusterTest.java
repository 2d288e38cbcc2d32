package dev.weir.loadtest.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class LocalClusterTest {
  private final Vertx vertx = Vertx.vertx();
  private final List<NodePlan> plans = Ports.plan(1, 1, notice -> {});

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void startsAsksAndStopsItsNodes() throws Exception {
    LocalCluster cluster = LocalCluster.of(vertx, plans, command(), Map.of());

    assertThat(cluster.start()).succeedsWithin(30, TimeUnit.SECONDS);
    assertThat(cluster.status().toCompletionStage().toCompletableFuture())
        .succeedsWithin(10, TimeUnit.SECONDS)
        .isEqualTo(new ClusterStatus(1, 1, 3, 900));
    assertThat(logs(cluster)).containsExactly("edge-1.log", "origin-1.log");
    List<ProcessHandle> nodes = ProcessHandle.current().children().toList();
    assertThat(nodes).hasSizeGreaterThanOrEqualTo(2);

    cluster.stop(false);

    assertThat(nodes).noneMatch(ProcessHandle::isAlive);
    assertThat(cluster.logs()).doesNotExist();
    assertThat(cluster.death()).isNotDone();
  }

  @Test
  void aNodeThatWasToEndMayAndComesBack() throws Exception {
    LocalCluster cluster = LocalCluster.of(vertx, plans, command(), Map.of());
    assertThat(cluster.start()).succeedsWithin(30, TimeUnit.SECONDS);
    NodePlan edge = plans.get(1);
    long first = cluster.processId(edge);

    assertThat(cluster.kill(edge)).succeedsWithin(10, TimeUnit.SECONDS);
    assertThat(cluster.startAgain(edge)).succeedsWithin(30, TimeUnit.SECONDS);

    assertThat(cluster.processId(edge)).isNotEqualTo(first);
    assertThat(cluster.terminate(plans.get(0))).succeedsWithin(10, TimeUnit.SECONDS);
    assertThat(cluster.logs().resolve("edge-1.log"))
        .content()
        .containsPattern("(?s)starts.*starts");
    // Longer than a death that nobody wanted takes to be told.
    await().during(1_500, TimeUnit.MILLISECONDS).until(() -> !cluster.death().isDone());
    cluster.stop(false);
  }

  @Test
  void saysWhichNodeDiedAndShowsItsLastWords() throws Exception {
    LocalCluster cluster =
        LocalCluster.of(
            vertx,
            plans,
            node -> node.isOrigin() ? command().apply(node) : command("out of luck").apply(node),
            Map.of());
    cluster.start();

    await().until(cluster.death()::isDone);
    cluster.stop(true);

    assertThat(cluster.death())
        .failsWithin(1, TimeUnit.SECONDS)
        .withThrowableThat()
        .havingCause()
        .asInstanceOf(InstanceOfAssertFactories.type(NodeDiedException.class))
        .satisfies(
            died -> {
              assertThat(died).hasMessageContaining("edge-1 ended with exit code 3, see ");
              assertThat(died.lastLines()).contains("out of luck");
            });
    assertThat(logs(cluster)).contains("edge-1.log");
    for (String log : logs(cluster)) {
      Files.delete(cluster.logs().resolve(log));
    }
    Files.delete(cluster.logs());
  }

  private static List<String> logs(LocalCluster cluster) throws Exception {
    try (Stream<Path> files = Files.list(cluster.logs())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static Function<NodePlan, List<String>> command(String... args) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> words = List.of(java, "-cp", classPath, FakeNode.class.getName());
    return node -> Stream.concat(words.stream(), Stream.of(args)).toList();
  }
}
