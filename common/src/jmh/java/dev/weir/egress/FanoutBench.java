package dev.weir.egress;

import dev.weir.media.MediaFrame;
import dev.weir.metrics.NodeMetrics;
import dev.weir.stream.Flushes;
import dev.weir.stream.LiveStream;
import dev.weir.stream.PlayerLimits;
import dev.weir.stream.QueueBudget;
import dev.weir.stream.StreamKey;
import dev.weir.stream.StreamObserver;
import dev.weir.stream.StreamSettings;
import dev.weir.stream.StreamSource;
import dev.weir.transport.SunkConnections;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A flush of one stream to all of its players, from the frames to the outbound buffers of their
 * sockets. An operation is a video frame of one player, with the audio beside it: what the stream
 * costs once is in it by its share.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "-Djmh.executor=CUSTOM",
      "-Djmh.executor.class=dev.weir.bench.LoopThreadExecutor"
    })
public class FanoutBench {
  @Benchmark
  public void players1(One players) {
    players.flush();
  }

  @Benchmark
  @OperationsPerInvocation(100)
  public void players100(Hundred players) {
    players.flush();
  }

  @Benchmark
  @OperationsPerInvocation(1_000)
  public void players1000(Thousand players) {
    players.flush();
  }

  /** One player. */
  public static class One extends Players {
    public One() {
      super(1);
    }
  }

  /** 100 players. */
  public static class Hundred extends Players {
    public Hundred() {
      super(100);
    }
  }

  /** 1,000 players. */
  public static class Thousand extends Players {
    public Thousand() {
      super(1_000);
    }
  }

  /** A stream and its players, on one event loop. */
  @State(Scope.Thread)
  public abstract static class Players {
    private static final StreamKey KEY = StreamKey.of("live", "bench").orElseThrow();

    private final int count;
    private final Flushes flushes = new Flushes();
    private final SunkConnections connections = new SunkConnections();
    private final NodeMetrics metrics = new NodeMetrics(new SimpleMeterRegistry());
    private final QueueBudget budget = new QueueBudget(1 << 30, 1 << 20);
    private final LiveStream stream =
        new LiveStream(
            KEY,
            connections.context(),
            StreamSettings.DEFAULT,
            PooledByteBufAllocator.DEFAULT,
            Players::noTimer,
            0,
            StreamObserver.NONE);
    private final StreamSource source = stream.attach("bench");
    private long flushed;

    Players(int count) {
      this.count = count;
    }

    /** They join in the middle of a GOP, so that they get everything from then on. */
    @Setup
    public void join() {
      flush();
      for (int i = 0; i < count; i++) {
        stream.subscribe(
            new RtmpPlayer(connections.open(), 1, KEY, PlayerLimits.DEFAULT, budget, metrics));
      }
      flushed = 0;
    }

    /** A bench of players that get nothing would be fast. */
    @TearDown
    public void end() {
      long least = flushed * count * 5_000;
      if (connections.bytes() < least) {
        throw new IllegalStateException(connections.bytes() + " bytes, not " + least);
      }
      flushes.release();
    }

    void flush() {
      List<MediaFrame> frames = flushes.next();
      for (int i = 0; i < frames.size(); i++) {
        source.onFrame(frames.get(i));
      }
      source.onReadComplete();
      flushed++;
    }

    private static void noTimer(long millis, Runnable task) {
      throw new IllegalStateException("a flush with video waits for nothing");
    }
  }
}
