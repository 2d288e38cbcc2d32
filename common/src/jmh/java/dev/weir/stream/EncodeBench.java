package dev.weir.stream;

import dev.weir.media.MediaFrame;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Encoding a flush once for everybody. An operation is a flush. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "-Djmh.executor=CUSTOM",
      "-Djmh.executor.class=dev.weir.bench.LoopThreadExecutor"
    })
public class EncodeBench {
  private final Flushes flushes = new Flushes();
  private List<MediaFrame> flush;
  private List<MediaFrame> keyFrame;

  @Setup
  public void encodeThese() {
    flush = flushes.next();
    keyFrame = List.of(Flushes.key(100_000));
  }

  @TearDown
  public void release() {
    flush.forEach(MediaFrame::release);
    keyFrame.forEach(MediaFrame::release);
    flushes.release();
  }

  /** A video frame of 4.6 KB and two audio messages of 200 bytes. */
  @Benchmark
  public void flush(Blackhole holder) {
    encode(flush, holder);
  }

  /** A key frame of 100 KB: two chunks. */
  @Benchmark
  public void keyFrame(Blackhole holder) {
    encode(keyFrame, holder);
  }

  private static void encode(List<MediaFrame> frames, Blackhole holder) {
    EncodedBatch batch = EncodedBatch.of(frames, PooledByteBufAllocator.DEFAULT, 65_536);
    holder.consume(batch);
    batch.release();
  }
}
