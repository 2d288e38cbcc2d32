package dev.weir.rtmp.chunk;

import dev.weir.rtmp.RtmpLimits;
import dev.weir.rtmp.message.MessageType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Bytes off the wire becoming messages. An operation is a message. */
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
public class DecodeBench {
  /** What OBS and ffmpeg set, or more. */
  private static final int CHUNK_SIZE = 4_096;

  private static final int MESSAGES = 75;
  private static final int SMALL_MESSAGES = 1_000;

  /** Bytes a read: a segment, and what Netty's guess grows to on a busy socket. */
  @Param({"1448", "16384"})
  private int read;

  private final ChunkDecoder decoder =
      new ChunkDecoder(RtmpLimits.DEFAULT, PooledByteBufAllocator.DEFAULT);
  private ByteBuf second;
  private ByteBuf small;
  private List<ByteBuf> secondReads;
  private List<ByteBuf> smallReads;

  @Setup
  public void encode() {
    decoder.connected();
    decoder.chunkSize(CHUNK_SIZE);
    second = PooledByteBufAllocator.DEFAULT.directBuffer();
    for (int i = 0; i < MESSAGES; i++) {
      boolean video = i % 3 == 0;
      message(second, video ? MessageType.VIDEO : MessageType.AUDIO, i, video ? 4_600 : 200);
    }
    small = PooledByteBufAllocator.DEFAULT.directBuffer();
    for (int i = 0; i < SMALL_MESSAGES; i++) {
      message(small, MessageType.AUDIO, i, 64);
    }
    secondReads = reads(second);
    smallReads = reads(small);
  }

  @TearDown
  public void release() {
    decoder.close();
    second.release();
    small.release();
  }

  /** A second of 1 Mbit/s: 25 video frames of 4.6 KB, 50 audio messages of 200 bytes. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public int audioAndVideo() {
    return decode(secondReads);
  }

  /** Messages of 64 bytes. */
  @Benchmark
  @OperationsPerInvocation(SMALL_MESSAGES)
  public int smallMessages() {
    return decode(smallReads);
  }

  private int decode(List<ByteBuf> reads) {
    int bytes = 0;
    for (ByteBuf in : reads) {
      in.readerIndex(0);
      for (RawMessage message; (message = decoder.next(in)) != null; ) {
        bytes += message.payload().readableBytes();
        message.release();
      }
    }
    decoder.takeSmallChunks();
    return bytes;
  }

  private List<ByteBuf> reads(ByteBuf wire) {
    List<ByteBuf> reads = new ArrayList<>();
    for (int at = 0; at < wire.readableBytes(); at += read) {
      reads.add(wire.slice(at, Math.min(read, wire.readableBytes() - at)));
    }
    return reads;
  }

  private static void message(ByteBuf out, int type, long time, int bytes) {
    ByteBuf body = Unpooled.directBuffer(bytes).writeZero(bytes);
    ChunkEncoder.encode(out, type == MessageType.VIDEO ? 6 : 4, type, 1, time, body, CHUNK_SIZE);
    body.release();
  }
}
