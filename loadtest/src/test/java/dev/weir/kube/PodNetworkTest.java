package dev.weir.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PodNetworkTest {
  private static final String NAME = "weir-cluster.weir.svc.cluster.local";

  @Test
  void aPodsNameIsKnownAsLongAsThePodIsThere(@TempDir Path directory) throws Exception {
    KubeCluster.missing().ifPresent(why -> Assumptions.abort("NOT RUN: " + why));
    String space;
    try (PodNetwork network = PodNetwork.make();
        ClusterDns dns = ClusterDns.start(network, directory)) {
      PodNetwork.Place one = network.add();
      PodNetwork.Place other = network.add();
      space = one.space();
      assertThat(addresses(network)).isEmpty();
      dns.publish(Map.of(NAME, List.of(one.address(), other.address())));
      await()
          .untilAsserted(
              () ->
                  assertThat(addresses(network))
                      .containsExactlyInAnyOrder(one.address(), other.address()));
      dns.publish(Map.of(NAME, List.of(other.address())));
      await().untilAsserted(() -> assertThat(addresses(network)).containsExactly(other.address()));
    }
    assertThat(Shell.run("ip", "netns")).doesNotContain(space);
  }

  /** Asked of the network's own server. */
  @SuppressWarnings("JdkObsolete") // what this API asks for
  private static List<String> addresses(PodNetwork network) throws NamingException {
    Hashtable<String, String> environment = new Hashtable<>();
    environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
    environment.put(Context.PROVIDER_URL, "dns://" + network.hubAddress());
    try {
      Attribute found =
          new InitialDirContext(environment).getAttributes(NAME, new String[] {"A"}).get("A");
      List<String> all = new ArrayList<>();
      for (Object address : found == null ? List.of() : Collections.list(found.getAll())) {
        all.add(address.toString());
      }
      return List.copyOf(all);
    } catch (NameNotFoundException e) {
      return List.of();
    }
  }
}
