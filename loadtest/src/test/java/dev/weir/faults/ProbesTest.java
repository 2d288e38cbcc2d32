package dev.weir.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.faults.PublisherLog.Outcome;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The probes themselves, with servers that only pass on what they get. */
final class ProbesTest {
  /** A key frame each 200 ms. */
  private static final ProbeStream.Shape QUICK = new ProbeStream.Shape(25, 5, 200, true, true);

  private final ProbeServer one = ProbeServer.start();
  private final ProbeServer other = ProbeServer.start();
  private final Probes probes = new Probes();
  private final ProbeStream stream = new ProbeStream("probes", QUICK);

  @AfterEach
  void close() {
    probes.close();
    one.close();
    other.close();
  }

  @Test
  void aPublisherThatIsCutOffComesBackToTheNextTarget() {
    ProbePublisher publisher = publish(one, other);
    await().until(() -> publisher.log().sent().size() == 1);
    one.cutPublishers();
    await().until(() -> publisher.log().sent().size() == 2);

    assertThat(publisher.log().losses()).hasSize(1);
    assertThat(publisher.log().attempts())
        .extracting(PublisherLog.Attempt::target)
        .containsExactly(one.address(), other.address());
    assertThat(publisher.log().ownDelayMillis(0)).isBetween(90.0, 1_000.0);
    List<PublisherLog.Sent> sent = publisher.log().sent();
    assertThat(sent.get(1).from()).isGreaterThan(sent.get(0).to());
  }

  @Test
  void refusalsAreWrittenDownUntilItIsGranted() {
    one.refuses(true);
    ProbePublisher publisher = publish(one);
    await().until(() -> publisher.log().attempts().size() >= 2);
    one.refuses(false);
    await().until(publisher::isPublishing);

    assertThat(publisher.log().attempts().get(0))
        .satisfies(
            attempt -> {
              assertThat(attempt.outcome()).isEqualTo(Outcome.REFUSED);
              assertThat(attempt.detail()).isEqualTo("NetStream.Publish.BadName");
            });
  }

  @Test
  void onePublisherOnlyKnocksOnce() {
    one.refuses(true);
    ProbePublisher publisher =
        probes.publish(stream, new ProbePublisher.Plan(List.of(one.address())).once());

    assertThat(publisher.ended()).succeedsWithin(Duration.ofSeconds(5));
    assertThat(publisher.log().attempts()).hasSize(1);
  }

  @Test
  void whoIsSentAwayMakesBeforeItBreaksAndLosesNothing() {
    ProbePlayer there = play(other);
    ProbePlayer here = play(one);
    await().until(() -> one.players() + other.players() == 2);
    ProbePublisher publisher = publish(one);
    await().until(() -> here.trace().videoFrames() > 10);
    one.sendAway("rtmp://" + other.address() + "/live");
    await().until(() -> there.trace().videoFrames() > 10);

    assertThat(publisher.log().losses()).isEmpty();
    List<PublisherLog.Sent> sent = publisher.log().sent();
    assertThat(sent).hasSize(2);
    assertThat(sent.get(1).from()).isEqualTo(sent.get(0).to() + 1);
    assertThat(stream.isKey(sent.get(1).from())).isTrue();
    await().until(() -> one.publishers() == 0);
    assertThat(publisher.log().attempts().get(1).moved()).isTrue();
    assertThat(there.trace().firstFaults()).isEmpty();
  }

  @Test
  void aPlayerThatIsSentAwayGoesOnThere() {
    for (ProbeServer server : List.of(one, other)) {
      probes.publish(stream, new ProbePublisher.Plan(List.of(server.address())).plain());
    }
    ProbePlayer player =
        probes.play(stream, new ProbePlayer.Plan(List.of(one.address()), false, true));
    await().until(() -> player.trace().videoFrames() > 5);
    one.sendAway("rtmp://" + other.address() + "/live");
    await().until(() -> player.trace().joins() == 2);
    long then = player.trace().lastSequence();
    await().until(() -> player.trace().lastSequence() > then + 5);

    assertThat(player.trace().disconnects()).isEmpty();
    await().until(() -> one.players() == 0);
  }

  @Test
  void whoIsSentToWhereItIsAsksTheBalancerAgain() {
    for (ProbeServer server : List.of(one, other)) {
      probes.publish(stream, new ProbePublisher.Plan(List.of(server.address())).plain());
    }
    Targets balancer = attempt -> (attempt == 0 ? one : other).address();
    ProbePlayer player = probes.play(stream, new ProbePlayer.Plan(balancer, false, true));
    await().until(() -> player.trace().videoFrames() > 5);
    one.sendAway("rtmp://" + one.address() + "/live");
    await().until(() -> player.trace().joins() == 2);

    assertThat(other.players()).isEqualTo(1);
    assertThat(player.trace().disconnects()).isEmpty();
  }

  @Test
  void aSilentPublisherSpeaksAsAnotherIncarnation() {
    ProbePlayer player = play(one);
    await().until(() -> one.players() == 1);
    ProbePublisher publisher = publish(one);
    await().until(() -> player.trace().videoFrames() > 5);
    publisher.silence();
    Stage.pass(Duration.ofMillis(300));
    publisher.speak();
    await().until(() -> player.trace().lastEpoch() == 2);

    assertThat(player.trace().firstFaults()).isEmpty();
    assertThat(player.trace().gaps()).isNotEmpty();
    assertThat(player.trace().missingSince(0)).isPositive();
    assertThat(publisher.log().absenceMillis(0)).isGreaterThan(250);
  }

  @Test
  void aPlayerThatMayReturnDoesAndSaysWhyItLeft() {
    publish(one);
    ProbePlayer player =
        probes.play(
            stream, new ProbePlayer.Plan(List.of("127.0.0.1:1", one.address()), true, false));
    await().until(() -> player.trace().videoFrames() > 0);

    assertThat(player.trace().disconnects()).hasSize(1);
  }

  private ProbePublisher publish(ProbeServer... servers) {
    List<String> targets = Arrays.stream(servers).map(ProbeServer::address).toList();
    ProbePublisher publisher = probes.publish(stream, new ProbePublisher.Plan(targets));
    await().until(() -> !publisher.log().attempts().isEmpty());
    return publisher;
  }

  private ProbePlayer play(ProbeServer server) {
    return probes.play(stream, ProbePlayer.Plan.stayAt(server.address()));
  }
}
