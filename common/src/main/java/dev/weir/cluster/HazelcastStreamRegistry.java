package dev.weir.cluster;

import com.hazelcast.map.IMap;
import dev.weir.stream.StreamKey;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The registry as a Hazelcast map; each change is one entry processor, run where the entry is. */
final class HazelcastStreamRegistry implements StreamRegistry {
  /** Above what settling may take. */
  private static final int SETTLE_SECONDS = 10;

  private final IMap<String, String> streams;
  private final HazelcastCalls calls;
  private final HazelcastStreamEvents events;
  private final HazelcastSettling settling;
  private final Supplier<NodeInfo> announced;
  private final String run;

  /**
   * @param announced what this node last announced, null before that
   * @param run see {@link HazelcastConfiguration#RUN}
   */
  HazelcastStreamRegistry(
      IMap<String, String> streams,
      HazelcastCalls calls,
      HazelcastStreamEvents events,
      HazelcastSettling settling,
      Supplier<NodeInfo> announced,
      String run) {
    this.streams = streams;
    this.calls = calls;
    this.events = events;
    this.settling = settling;
    this.announced = announced;
    this.run = run;
  }

  @Override
  public Future<StreamRecord> claim(StreamKey key, int priority) {
    NodeInfo me = announced.get();
    if (me == null || me.rtmpPort() == 0) {
      return Future.failedFuture(
          new IllegalStateException("announce this node's RTMP port before claiming a stream"));
    }
    long now = System.currentTimeMillis();
    StreamRecord wanted =
        new StreamRecord(
                key, me.id(), me.host(), me.rtmpPort(), priority, events.nextEpoch(now), now)
            .withTlsPort(me.rtmpsPort());
    HazelcastClaim claim = new HazelcastClaim(new StoredClaim(wanted, run));
    return calls
        .async(() -> streams.submitToKey(key.toString(), claim), this::undo)
        .compose(HazelcastStreamRegistry::outcome);
  }

  private static Future<StreamRecord> outcome(String answer) {
    Optional<StreamRecord> standing = StreamRecord.parse(answer.substring(1));
    if (standing.isEmpty()) {
      return Future.failedFuture(
          new ClusterUnavailableException(
              "the stream is held by a node of a newer release, in a form unknown here", null));
    }
    return answer.charAt(0) == HazelcastClaim.WON
        ? Future.succeededFuture(standing.get())
        : Future.failedFuture(new StreamTakenException(standing.get()));
  }

  /**
   * The claimer was told that there is no answer: nobody will renew this, so nobody may hold it.
   */
  private void undo(String lateAnswer) {
    if (lateAnswer.charAt(0) == HazelcastClaim.WON) {
      StreamRecord.parse(lateAnswer.substring(1)).ifPresent(this::release);
    }
  }

  @Override
  public Future<Boolean> renew(StreamRecord mine) {
    String key = mine.key().toString();
    HazelcastRenewal renewal = new HazelcastRenewal(new StoredClaim(mine, run));
    return calls
        .async(() -> streams.submitToKey(key, renewal))
        .compose(
            state -> {
              if (state != HazelcastRenewal.HELD) {
                return Future.succeededFuture(state == HazelcastRenewal.WRITTEN);
              }
              // Should the entry change hands in between, a stranger's lease is a little longer
              // once. Should it vanish, the next renewal puts it back.
              return calls.blocking(
                  () -> {
                    streams.setTtl(key, LEASE_SECONDS, TimeUnit.SECONDS);
                    return true;
                  });
            });
  }

  @Override
  public Future<Void> release(StreamRecord mine) {
    HazelcastRelease release = new HazelcastRelease(mine);
    return calls.async(() -> streams.submitToKey(mine.key().toString(), release)).mapEmpty();
  }

  @Override
  public Future<Optional<StreamRecord>> locate(StreamKey key) {
    return calls.async(() -> streams.getAsync(key.toString())).map(StreamRecord::parse);
  }

  @Override
  public Optional<StreamRecord> seen(StreamKey key) {
    return events.seen(key);
  }

  @Override
  public Future<List<StreamRecord>> list() {
    return calls.blocking(() -> HazelcastPage.read(streams, StreamRecord::parse));
  }

  @Override
  public Future<Void> settled(Duration stood) {
    return calls.patient(() -> settling.settled(stood.toMillis()), SETTLE_SECONDS);
  }

  @Override
  public Watch watch(Consumer<StreamKey> changed) {
    return events.watch(changed);
  }
}
