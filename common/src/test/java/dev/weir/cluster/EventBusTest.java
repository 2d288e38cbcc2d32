package dev.weir.cluster;

import static dev.weir.cluster.LoopbackCluster.freePort;
import static dev.weir.cluster.LoopbackCluster.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.multimap.MultiMap;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.core.spi.cluster.RegistrationUpdateEvent;
import io.vertx.spi.cluster.hazelcast.impl.HazelcastRegistrationInfo;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventBusTest {
  private static final DeliveryOptions SHORT = new DeliveryOptions().setSendTimeout(500);

  private LoopbackCluster cluster;

  @BeforeEach
  void start() {
    cluster = new LoopbackCluster();
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private static void serve(ClusterNode node, String address) {
    get(
        node.vertx()
            .eventBus()
            .<String>consumer(address, asked -> asked.reply(asked.body() + " to " + address))
            .completion());
  }

  private static void assertAnswers(ClusterNode from, String address) {
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              Vertx vertx = from.vertx();
              Message<String> reply = get(vertx.eventBus().request(address, "hello", SHORT));
              assertThat(reply.body()).isEqualTo("hello to " + address);
            });
  }

  @Test
  void questionsGoBothWays() {
    int a = freePort();
    ClusterNode origin = cluster.origin("origin-1", a);
    ClusterNode edge = cluster.edge("edge-1", a);
    serve(origin, "origin");
    serve(edge, "edge");

    assertAnswers(edge, "origin");
    assertAnswers(origin, "edge");
  }

  /** Between its joining and its first word the last origin may go. */
  @Test
  void anEdgeThatComesAsTheLastOriginGoesWaitsForTheNext() {
    int a = freePort();
    int e = freePort();
    ClusterNode last = cluster.origin("origin-1", a);
    ClusterSettings settings = cluster.settings(NodeRole.EDGE, "edge-1", e, a);
    HazelcastInstance edge = new HazelcastJoin(settings, LoopbackCluster.HOST, "run").join();
    try {
      cluster.kill(last);
      await().until(() -> edge.getCluster().getMembers().size() == 1);
      HazelcastBus bus = new HazelcastBus(edge);

      Future<Vertx> started = Vertx.builder().withClusterManager(bus).buildClustered();

      assertThat(started.toCompletionStage().toCompletableFuture())
          .failsWithin(Duration.ofSeconds(1))
          .withThrowableOfType(TimeoutException.class);
      cluster.origin("origin-2", freePort(), e);
      get(get(started).close());
    } finally {
      edge.getLifecycleService().terminate();
    }
  }

  @Test
  void whatANodeKnowsOfTheOthersIsLookedUpAnew() {
    HazelcastBus bus = (HazelcastBus) cluster.origin("origin-1", freePort()).link().bus();
    Heard heard = new Heard();
    bus.registrationListener(heard);
    bus.getRegistrations("somewhere", (found, failure) -> {});

    bus.check();
    bus.check();

    // Once, because it has not been asked for again.
    assertThat(heard.events)
        .singleElement()
        .satisfies(event -> assertThat(event.address()).isEqualTo("somewhere"))
        .satisfies(event -> assertThat(event.registrations()).isEmpty());
  }

  /** It joins, then starts its event bus, and only then has something to write. */
  @Test
  void aMergeBeforeANodesFirstWordHarmsNobody() {
    ClusterSettings settings = cluster.settings(NodeRole.ORIGIN, "origin-1", freePort());
    HazelcastInstance origin = new HazelcastJoin(settings, LoopbackCluster.HOST, "run").join();
    Vertx vertx = Vertx.vertx();
    HazelcastBus bus = new HazelcastBus(origin);
    try {
      bus.init(vertx);
      bus.registrationListener(new Heard());
      Promise<Void> joined = Promise.promise();
      bus.join(joined);
      get(joined.future());

      assertThatCode(() -> bus.stateChanged(new LifecycleEvent(LifecycleState.MERGED)))
          .doesNotThrowAnyException();
      assertThatCode(bus::check).doesNotThrowAnyException();
    } finally {
      get(vertx.close());
      origin.getLifecycleService().terminate();
    }
  }

  private static final class Heard implements RegistrationListener {
    private final List<RegistrationUpdateEvent> events = new CopyOnWriteArrayList<>();

    @Override
    public void registrationsUpdated(RegistrationUpdateEvent event) {
      events.add(event);
    }
  }

  @Test
  void whatANodeHearsIsWrittenAgainWhenTheClusterHasLostIt() {
    int a = freePort();
    ClusterNode origin = cluster.origin("origin-1", a);
    ClusterNode edge = cluster.edge("edge-1", a);
    serve(edge, "edge");
    assertAnswers(origin, "edge");

    MultiMap<String, HazelcastRegistrationInfo> known =
        origin.link().hazelcast().getMultiMap("__vertx.subs");
    known.clear();

    await().atMost(Duration.ofSeconds(20)).until(() -> known.containsKey("edge"));
    assertAnswers(origin, "edge");
  }

  @Test
  void nothingIsSentToARunThatIsDead() {
    int a = freePort();
    ClusterNode origin = cluster.origin("origin-1", a);
    ClusterNode edge = cluster.edge("edge-1", a);
    serve(edge, "edge");
    MultiMap<String, HazelcastRegistrationInfo> known =
        origin.link().hazelcast().getMultiMap("__vertx.subs");
    RegistrationInfo dead = new RegistrationInfo("of-a-dead-run", 1, false);
    known.put("edge", new HazelcastRegistrationInfo(dead));

    assertAnswers(origin, "edge");
    for (int i = 0; i < 10; i++) {
      Message<String> reply = get(origin.vertx().eventBus().request("edge", "hello", SHORT));
      assertThat(reply.body()).isEqualTo("hello to edge");
    }
  }

  @Test
  void anEdgeIsBackOnTheBusWhenANewOriginJoinsItAfterAllWereLost() {
    int a = freePort();
    int e = freePort();
    ClusterNode first = cluster.origin("origin-1", a);
    ClusterNode edge = cluster.start(cluster.settings(NodeRole.EDGE, "edge-1", e, a));
    serve(first, "origin");
    serve(edge, "edge");
    assertAnswers(edge, "origin");
    cluster.kill(first);
    await().until(() -> edge.link().hazelcast().getCluster().getMembers().size() == 1);
    // Edges that were apart merge while no origin is there: nobody can hold what they would write.
    HazelcastBus bus = (HazelcastBus) edge.link().bus();
    assertThatCode(() -> bus.stateChanged(new LifecycleEvent(LifecycleState.MERGED)))
        .doesNotThrowAnyException();

    ClusterNode second = cluster.origin("origin-2", freePort(), e);
    serve(second, "origin");

    assertAnswers(second, "edge");
    assertAnswers(edge, "origin");
  }

  @Test
  void edgesAreBackOnTheBusWhenTheyMergeIntoANewCluster() {
    int a = freePort();
    ClusterNode first = cluster.origin("origin-1", a);
    ClusterNode edge = cluster.edge("edge-1", a);
    ClusterNode other = cluster.edge("edge-2", a);
    serve(edge, "edge");
    serve(other, "other");
    assertAnswers(edge, "other");
    cluster.kill(first);
    await().until(() -> edge.link().hazelcast().getCluster().getMembers().size() == 2);

    ClusterNode second = cluster.origin("origin-1", a);
    serve(second, "origin");

    assertAnswers(second, "edge");
    assertAnswers(second, "other");
    assertAnswers(edge, "origin");
    assertAnswers(other, "edge");
  }
}
