package dev.weir.node;

import dev.weir.access.AccessPolicy;
import dev.weir.cluster.NodeDirectory;
import dev.weir.cluster.StreamRegistry;
import dev.weir.metrics.NodeMetrics;
import dev.weir.metrics.SpliceReason;
import dev.weir.rtmp.session.SessionSettings;
import dev.weir.stream.LiveStream;
import dev.weir.stream.LoopTimer;
import dev.weir.stream.StreamHub;
import dev.weir.stream.StreamKey;
import dev.weir.stream.StreamObserver;
import dev.weir.stream.StreamSettings;
import dev.weir.transport.DialTls;
import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a role stands on.
 *
 * @param vertx timers and sockets
 * @param nodeId this node's
 * @param registry who owns which stream
 * @param directory which nodes there are
 * @param hub the streams that are live here
 * @param policy who may do what
 * @param metrics what happened
 * @param session for dialling
 * @param stream for making streams
 * @param hold how long a player waits for a stream that nobody publishes yet
 * @param recover how long players stay in a pulled stream that lost its owner
 * @param linger how long a pulled stream stays after its last player
 * @param ingest what publishers are granted
 * @param loops the event loops that clients are on; known once the node listens
 * @param trust how this node shows the others that it is one
 * @param dialTls how other nodes are dialled; empty: without TLS
 */
public record NodeGround(
    Vertx vertx,
    String nodeId,
    StreamRegistry registry,
    NodeDirectory directory,
    StreamHub hub,
    AccessPolicy policy,
    NodeMetrics metrics,
    SessionSettings session,
    StreamSettings stream,
    Duration hold,
    Duration recover,
    Duration linger,
    IngestSettings ingest,
    Supplier<List<Context>> loops,
    NodeTrust trust,
    Optional<DialTls> dialTls) {

  /** A stream that lives on an event loop. */
  public LiveStream newStream(StreamKey key, Context context) {
    return new LiveStream(
        key,
        context,
        stream,
        PooledByteBufAllocator.DEFAULT,
        timer(context),
        System.currentTimeMillis(),
        observer());
  }

  /** Tasks on an event loop, later; does not keep a stopped node from stopping. */
  public LoopTimer timer(Context context) {
    return (millis, task) -> vertx.setTimer(millis, id -> context.runOnContext(v -> task.run()));
  }

  private StreamObserver observer() {
    return new StreamObserver() {
      @Override
      public void onFlush(int messages, int bytes, int subscribers) {
        metrics.flushes(subscribers);
        metrics.framesOut((long) messages * subscribers);
      }

      @Override
      public void onGopBytes(int change) {
        metrics.gopCacheBytes(change);
      }

      @Override
      public void onSplice(boolean resumed, long gapNanos) {
        metrics.spliced(resumed ? SpliceReason.RESUMED : SpliceReason.REPLACED, gapNanos);
      }

      @Override
      public void onTimestampJump() {
        metrics.timestampJumped();
      }

      @Override
      public void onSourceless(int change) {
        metrics.streamsSourceless(change);
      }
    };
  }
}
