package dev.weir.cluster;

import static dev.weir.cluster.LoopbackCluster.freePort;
import static dev.weir.cluster.LoopbackCluster.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hazelcast.map.IMap;
import dev.weir.access.StreamKeyRecord;
import dev.weir.access.StreamKeySecret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamKeysTest {
  private static final StreamKeyRecord ONE = key("one");
  private static final StreamKeyRecord TWO = key("two");

  private LoopbackCluster cluster;
  @TempDir private Path directory;

  @BeforeEach
  void start() {
    cluster = new LoopbackCluster();
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void aKeyIsKnownOnAllNodesAtOnceAndSoIsItsEnd() {
    int port = freePort();
    ClusterNode origin = cluster.origin("origin-1", port);
    ClusterNode edge = cluster.edge("edge-1", port);

    get(edge.keys().add(ONE));

    within(2, () -> assertThat(origin.keys().byHash(ONE.hash())).contains(ONE));
    within(2, () -> assertThat(edge.keys().byId("one")).contains(ONE));
    assertThat(origin.keys().all()).containsExactly(ONE);
    ClusterNode late = cluster.edge("edge-2", port);
    assertThat(late.keys().byHash(ONE.hash())).contains(ONE);

    assertThat(get(origin.keys().revoke("one"))).contains(ONE.takenBack());

    for (ClusterNode node : List.of(origin, edge, late)) {
      within(2, () -> assertThat(node.keys().byId("one").orElseThrow().revoked()).isTrue());
    }
    assertThat(get(origin.keys().revoke("one")).orElseThrow().revoked()).isTrue();
    assertThat(get(edge.keys().revoke("nothing"))).isEmpty();
    assertThatThrownBy(() -> get(edge.keys().add(ONE))).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatTheMapLosesComesBackFromWhoeverKnowsIt() {
    int port = freePort();
    ClusterNode origin = cluster.origin("origin-1", port);
    get(origin.keys().add(ONE));
    get(origin.keys().revoke("one"));
    get(origin.keys().add(TWO));
    IMap<String, String> map = origin.link().hazelcast().getMap(HazelcastConfiguration.KEYS);

    map.put("one", StoredKey.toText(ONE));
    map.remove("two");

    within(
        10,
        () -> {
          assertThat(StoredKey.parse(map.get("one")).orElseThrow().revoked()).isTrue();
          assertThat(StoredKey.parse(map.get("two"))).contains(TWO);
        });
    assertThat(origin.keys().byId("one").orElseThrow().revoked()).isTrue();
  }

  @Test
  void aFileKeepsThemWhenNobodyElseIsLeft() throws Exception {
    Path file = directory.resolve("keys");
    int port = freePort();
    ClusterSettings settings =
        cluster.settings(NodeRole.ORIGIN, "origin-1", port).keptIn(Optional.of(file));
    ClusterNode origin = cluster.start(settings);
    get(origin.keys().add(ONE));
    get(origin.keys().add(TWO));
    get(origin.keys().revoke("two"));
    within(5, () -> assertThat(Files.readString(file)).contains("\"revoked\":true"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    get(origin.close());

    ClusterNode again = cluster.start(settings);

    assertThat(again.keys().all()).containsExactly(ONE, TWO.takenBack());
  }

  @Test
  void aFileThatCannotBeReadKeepsTheNodeFromStarting() throws Exception {
    Path file = Files.writeString(directory.resolve("keys"), StoredKey.toText(ONE) + "\nnonsense");
    ClusterSettings settings =
        cluster.settings(NodeRole.ORIGIN, "origin-1", freePort()).keptIn(Optional.of(file));

    assertThatThrownBy(() -> get(cluster.startLater(settings)))
        .isInstanceOf(ClusterStartException.class)
        .hasMessage("access.keys-file: " + file + " line 2 is no stream key");
  }

  @Test
  void theTextOfAKeySaysAllOfItButTheSecret() {
    String secret = StreamKeySecret.random(new java.security.SecureRandom());
    StreamKeyRecord key =
        new StreamKeyRecord(
            "ab",
            StreamKeySecret.hash(secret),
            "salt",
            StreamKeySecret.adobeVerifier("ab", "salt", secret),
            "somebody",
            5,
            List.of("live/*"),
            7,
            1,
            2,
            3,
            false);

    assertThat(StoredKey.parse(StoredKey.toText(key))).contains(key);
    assertThat(StoredKey.toText(key)).doesNotContain(secret);
    assertThat(StoredKey.parse("{}")).isEmpty();
    assertThat(StoredKey.parse(StoredKey.toText(key).replace("live/*", "***"))).isEmpty();
  }

  private static void within(int seconds, org.awaitility.core.ThrowingRunnable check) {
    await().atMost(Duration.ofSeconds(seconds)).untilAsserted(check);
  }

  private static StreamKeyRecord key(String id) {
    return new StreamKeyRecord(
        id,
        StreamKeySecret.hash(id),
        "",
        "",
        "owner of " + id,
        Long.MAX_VALUE,
        List.of("live/" + id),
        100,
        0,
        0,
        0,
        false);
  }
}
