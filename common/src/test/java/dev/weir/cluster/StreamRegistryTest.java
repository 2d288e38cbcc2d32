package dev.weir.cluster;

import static dev.weir.cluster.LoopbackCluster.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.hazelcast.map.IMap;
import dev.weir.stream.StreamKey;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class StreamRegistryTest {
  private static final int A = LoopbackCluster.freePort();
  private static LoopbackCluster cluster;
  private static ClusterNode first;
  private static ClusterNode second;
  private static ClusterNode edge;

  private StreamKey key;

  @BeforeAll
  static void start() {
    cluster = new LoopbackCluster();
    first = cluster.origin("origin-1", A);
    second = cluster.origin("origin-2", LoopbackCluster.freePort(), A);
    edge = cluster.edge("edge-1", A);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void name(TestInfo test) {
    key = new StreamKey("live", test.getTestMethod().orElseThrow().getName());
  }

  private static IMap<String, String> map() {
    return second.link().hazelcast().getMap(HazelcastConfiguration.STREAMS);
  }

  private static long secondsLeft(StreamKey key) {
    long expires = map().getEntryView(key.toString()).getExpirationTime();
    return TimeUnit.MILLISECONDS.toSeconds(expires - System.currentTimeMillis() + 500);
  }

  @Test
  void aClaimIsSeenByEveryNode() {
    StreamRecord claim = get(first.registry().claim(key, 3));

    assertThat(claim.key()).isEqualTo(key);
    assertThat(claim.originId()).isEqualTo("origin-1");
    assertThat(claim.host()).isEqualTo(LoopbackCluster.HOST);
    assertThat(claim.port()).isEqualTo(1935);
    assertThat(claim.priority()).isEqualTo(3);
    for (ClusterNode node : List.of(first, second, edge)) {
      assertThat(get(node.registry().locate(key))).contains(claim);
      assertThat(get(node.registry().list())).contains(claim);
    }
  }

  @Test
  void anUnclaimedStreamIsNowhere() {
    assertThat(get(edge.registry().locate(key))).isEmpty();
  }

  @Test
  void aSecondOriginIsRefusedAndToldWhoHoldsTheStream() {
    StreamRecord held = get(first.registry().claim(key, 0));

    StreamTakenException refusal =
        catchThrowableOfType(
            StreamTakenException.class, () -> get(second.registry().claim(key, 0)));

    assertThat(refusal.holder()).isEqualTo(held);
    assertThat(get(second.registry().locate(key))).contains(held);
  }

  @Test
  void aHigherPriorityTakesTheStreamAndTheOldOwnerNoticesAtItsNextRenewal() {
    StreamRecord old = get(first.registry().claim(key, 0));
    StreamRecord taken = get(second.registry().claim(key, 1));

    assertThat(taken.epoch()).isGreaterThan(old.epoch());
    assertThat(get(first.registry().renew(old))).isFalse();
    assertThat(get(second.registry().renew(taken))).isTrue();
  }

  @Test
  void aStreamWhosePublisherIsAbsentIsTakenByWhoeverClaimsIt() {
    StreamRecord held = get(first.registry().claim(key, 5));
    Set<StreamKey> hints = ConcurrentHashMap.newKeySet();
    try (Watch watch = edge.registry().watch(hints::add)) {

      assertThat(get(first.registry().markAbsent(held, true))).isTrue();

      awaitHint(hints);
    }
    assertThat(get(edge.registry().locate(key))).contains(held.withAbsent(true));
    StreamRecord taken = get(second.registry().claim(key, 0));
    assertThat(taken.absent()).isFalse();
    assertThat(taken.epoch()).isGreaterThan(held.epoch());
    assertThat(get(first.registry().renew(held.withAbsent(true)))).isFalse();
    assertThat(get(edge.registry().locate(key))).contains(taken);
  }

  @Test
  void aPublisherThatReturnsInTimeKeepsTheClaimAndItsEpoch() {
    StreamRecord held = get(first.registry().claim(key, 5));
    get(first.registry().markAbsent(held, true));

    assertThat(get(first.registry().markAbsent(held, false))).isTrue();

    assertThat(get(edge.registry().locate(key))).contains(held);
    assertThatThrownBy(() -> get(second.registry().claim(key, 5)))
        .isInstanceOf(StreamTakenException.class);
  }

  @Test
  void aRenewalPublishesThePriorityOfWhoeverIsOnTheAir() {
    StreamRecord held = get(first.registry().claim(key, 5));

    assertThat(get(first.registry().renew(held.withPriority(2)))).isTrue();

    assertThat(get(edge.registry().locate(key))).contains(held.withPriority(2));
    assertThat(get(second.registry().claim(key, 3)).epoch()).isGreaterThan(held.epoch());
    assertThat(get(first.registry().renew(held.withPriority(2)))).isFalse();
  }

  @Test
  void claimingAgainStartsANewEpochAndEndsTheOldOne() {
    StreamRecord old = get(first.registry().claim(key, 0));
    StreamRecord again = get(first.registry().claim(key, 0));

    assertThat(again.epoch()).isGreaterThan(old.epoch());
    assertThat(get(first.registry().renew(old))).isFalse();
    get(first.registry().release(old));
    assertThat(get(edge.registry().locate(key))).contains(again);
  }

  @Test
  void epochsGrowOverReleasesWhoeverClaims() {
    long last = 0;
    for (int round = 0; round < 10; round++) {
      StreamRegistry registry = (round % 2 == 0 ? first : second).registry();
      StreamRecord claim = get(registry.claim(key, 0));
      assertThat(claim.epoch()).isGreaterThan(last);
      last = claim.epoch();
      get(registry.release(claim));
      assertThat(get(edge.registry().locate(key))).isEmpty();
    }
  }

  @Test
  void anEpochFromAClockAheadIsNotTakenBackAfterARelease() {
    StreamRecord ahead =
        new StreamRecord(
            key, "origin-9", "10.0.0.9", 1935, 0, System.currentTimeMillis() + 3_600_000, 0);
    map().set(key.toString(), StoredClaim.released(ahead));

    assertThat(get(edge.registry().locate(key))).isEmpty();
    assertThat(get(first.registry().claim(key, 0)).epoch()).isGreaterThan(ahead.epoch());
  }

  @Test
  void aClaimThatWasReleasedCannotBeRenewed() {
    StreamRecord claim = get(first.registry().claim(key, 0));
    get(first.registry().release(claim));

    assertThat(get(first.registry().renew(claim))).isFalse();
    assertThat(get(edge.registry().locate(key))).isEmpty();
    assertThat(get(edge.registry().list())).noneMatch(found -> found.key().equals(key));
    assertThat(get(second.registry().claim(key, 0)).epoch()).isGreaterThan(claim.epoch());
  }

  @Test
  void anEpochFromAClockAheadIsNotTakenBackByTheOthers() {
    StreamRecord ahead =
        new StreamRecord(
            key, "origin-9", "10.0.0.9", 1935, 0, System.currentTimeMillis() + 3_600_000, 0);
    map().set(key.toString(), ahead.toJson());

    assertThat(get(first.registry().claim(key, 1)).epoch()).isGreaterThan(ahead.epoch());
  }

  @Test
  void renewingMovesTheEndOfTheLeaseWithoutTellingTheListeners() {
    StreamRecord claim = get(first.registry().claim(key, 0));
    map().setTtl(key.toString(), 3, TimeUnit.SECONDS);
    assertThat(secondsLeft(key)).isLessThan(5);
    Set<StreamKey> hints = ConcurrentHashMap.newKeySet();
    try (Watch watch = edge.registry().watch(hints::add)) {
      assertThat(get(first.registry().renew(claim))).isTrue();
      assertThat(secondsLeft(key)).isGreaterThan(12);

      StreamKey marker = new StreamKey("live", "marker");
      get(first.registry().claim(marker, 0));
      await().until(() -> hints.contains(marker));
      assertThat(hints).doesNotContain(key);
    }
  }

  @Test
  void renewingPutsAVanishedEntryBackAsItWas() {
    StreamRecord claim = get(first.registry().claim(key, 0));
    map().delete(key.toString());

    assertThat(get(first.registry().renew(claim))).isTrue();
    assertThat(get(edge.registry().locate(key))).contains(claim);
    assertThat(secondsLeft(key)).isBetween(12L, 16L);
  }

  @Test
  void anUnrenewedClaimEndsWithItsLease() {
    get(first.registry().claim(key, 0));
    assertThat(secondsLeft(key)).isBetween(12L, 16L);
    map().setTtl(key.toString(), 1, TimeUnit.SECONDS);

    await().until(() -> get(second.registry().locate(key)).isEmpty());
    assertThat(get(second.registry().claim(key, 0)).originId()).isEqualTo("origin-2");
  }

  @Test
  void aRecordOfANewerReleaseIsNeitherReadNorTaken() {
    map().set(key.toString(), "{\"v\":2,\"owner\":\"x\"}");

    assertThat(get(edge.registry().locate(key))).isEmpty();
    assertThat(get(edge.registry().list())).noneMatch(found -> found.key().equals(key));
    assertThatThrownBy(() -> get(first.registry().claim(key, 9)))
        .isInstanceOf(ClusterUnavailableException.class);
    map().delete(key.toString());
  }

  @Test
  void oneHundredRacesOfTwoOriginsHaveOneWinnerEach() {
    List<Future<Optional<StreamRecord>>> claims = new ArrayList<>();
    for (int race = 0; race < 100; race++) {
      StreamKey contested = new StreamKey("race", "s" + race);
      for (ClusterNode node : List.of(first, second)) {
        claims.add(
            node.registry()
                .claim(contested, 0)
                .map(Optional::of)
                .recover(
                    lost ->
                        lost instanceof StreamTakenException
                            ? Future.succeededFuture(Optional.empty())
                            : Future.failedFuture(lost)));
      }
    }

    for (int race = 0; race < 100; race++) {
      Optional<StreamRecord> one = get(claims.get(2 * race));
      Optional<StreamRecord> other = get(claims.get(2 * race + 1));
      assertThat(one.isPresent()).isNotEqualTo(other.isPresent());
      StreamRecord winner = one.or(() -> other).orElseThrow();
      assertThat(get(edge.registry().locate(winner.key()))).contains(winner);
    }
  }

  @Test
  void anEdgeIsHintedAtClaimsTakeoversReleasesAndExpiry() {
    Set<StreamKey> hints = ConcurrentHashMap.newKeySet();
    try (Watch watch = edge.registry().watch(hints::add)) {
      get(first.registry().claim(key, 0));
      awaitHint(hints);
      StreamRecord taken = get(second.registry().claim(key, 1));
      awaitHint(hints);
      get(second.registry().release(taken));
      awaitHint(hints);
      get(first.registry().claim(key, 0));
      awaitHint(hints);
      map().setTtl(key.toString(), 1, TimeUnit.SECONDS);
      await().until(() -> get(edge.registry().locate(key)).isEmpty());
      awaitHint(hints);
    }
    get(first.registry().claim(key, 0));
    get(first.registry().locate(key));
    assertThat(hints).doesNotContain(key);
  }

  @Test
  void newsCanBeReadWithoutAsking() {
    Set<StreamKey> hints = ConcurrentHashMap.newKeySet();
    assertThat(edge.registry().seen(key)).isEmpty();
    try (Watch watch = edge.registry().watch(hints::add)) {
      StreamRecord claimed = get(first.registry().claim(key, 0));
      awaitHint(hints);
      assertThat(edge.registry().seen(key)).contains(claimed);
      StreamRecord taken = get(second.registry().claim(key, 1));
      awaitHint(hints);
      assertThat(edge.registry().seen(key)).contains(taken);
      get(second.registry().release(taken));
      awaitHint(hints);
      assertThat(edge.registry().seen(key)).isEmpty();
    }
  }

  private void awaitHint(Set<StreamKey> hints) {
    await().pollInterval(5, TimeUnit.MILLISECONDS).until(() -> hints.remove(key));
  }

  @Test
  void aWatchThatThrowsDoesNotSilenceTheOthers() {
    Set<StreamKey> hints = ConcurrentHashMap.newKeySet();
    try (Watch bad =
            edge.registry()
                .watch(
                    any -> {
                      throw new IllegalStateException("on purpose");
                    });
        Watch good = edge.registry().watch(hints::add)) {
      get(first.registry().claim(key, 0));
      awaitHint(hints);
    }
  }

  @Test
  void watchesAreLimited() {
    List<Watch> open = new ArrayList<>();
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 65; i++) {
                open.add(second.registry().watch(any -> {}));
              }
            })
        .isInstanceOf(IllegalStateException.class);
    assertThat(open).hasSize(64);
    open.forEach(Watch::close);
  }

  @Test
  void resultsArriveOnTheContextTheyWereAskedFrom() {
    Promise<List<Context>> seen = Promise.promise();
    Context context = first.vertx().getOrCreateContext();
    context.runOnContext(
        asked ->
            first
                .registry()
                .claim(key, 0)
                .compose(
                    claim -> {
                      Context afterClaim = Vertx.currentContext();
                      return first
                          .registry()
                          .renew(claim)
                          .map(renewed -> List.of(afterClaim, Vertx.currentContext()));
                    })
                .onComplete(seen));

    assertThat(get(seen.future())).containsExactly(context, context);
  }

  @Test
  void nodesAreListedWithWhatTheyAnnounced() {
    ClusterSettings me = cluster.settings(NodeRole.EDGE, "edge-1", 1);

    assertThat(get(first.directory().nodes()))
        .extracting(NodeInfo::id, NodeInfo::role, NodeInfo::draining)
        .contains(
            org.assertj.core.groups.Tuple.tuple("edge-1", NodeRole.EDGE, false),
            org.assertj.core.groups.Tuple.tuple("origin-1", NodeRole.ORIGIN, false),
            org.assertj.core.groups.Tuple.tuple("origin-2", NodeRole.ORIGIN, false));

    get(edge.directory().announce(LoopbackCluster.info(me, true)));
    assertThat(get(second.directory().nodes()))
        .filteredOn(node -> node.id().equals("edge-1"))
        .containsExactly(LoopbackCluster.info(me, true));
    get(edge.directory().announce(LoopbackCluster.info(me, false)));
  }

  @Test
  void aNodeCannotAnnounceAnother() {
    ClusterSettings other = cluster.settings(NodeRole.EDGE, "edge-2", 1);

    assertThatThrownBy(() -> get(edge.directory().announce(LoopbackCluster.info(other, false))))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
