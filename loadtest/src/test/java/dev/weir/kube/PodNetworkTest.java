package dev.weir.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.dns.DnsClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PodNetworkTest {
  private static final int DNS_PORT = 53;
  private static final String NAME = "weir-cluster.weir.svc.cluster.local";

  @Test
  void aPodsNameIsKnownAsLongAsThePodIsThere(@TempDir Path directory) {
    KubeCluster.missing().ifPresent(why -> Assumptions.abort("NOT RUN: " + why));
    Vertx vertx = Vertx.vertx();
    String space;
    try (PodNetwork network = PodNetwork.make();
        ClusterDns dns = ClusterDns.start(network, directory)) {
      DnsClient client = vertx.createDnsClient(DNS_PORT, network.hubAddress());
      PodNetwork.Place one = network.add();
      PodNetwork.Place other = network.add();
      space = one.space();
      assertThat(addresses(client)).isEmpty();
      dns.publish(Map.of(NAME, List.of(one.address(), other.address())));
      await()
          .untilAsserted(
              () ->
                  assertThat(addresses(client))
                      .containsExactlyInAnyOrder(one.address(), other.address()));
      dns.publish(Map.of(NAME, List.of(other.address())));
      await().untilAsserted(() -> assertThat(addresses(client)).containsExactly(other.address()));
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
    assertThat(Shell.run("ip", "netns")).doesNotContain(space);
  }

  /** Asked of the network's own server. */
  private static List<String> addresses(DnsClient asked) {
    return asked
        .resolveA(NAME)
        .otherwise(List.of())
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }
}
