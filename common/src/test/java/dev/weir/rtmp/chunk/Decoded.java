package dev.weir.rtmp.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.rtmp.RtmpError;
import dev.weir.rtmp.RtmpException;
import dev.weir.rtmp.RtmpLimits;
import dev.weir.testkit.ByteSplitter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;

/** A message as a test sees it: its header and its body's hex digits, with nothing to release. */
record Decoded(int chunkStreamId, int type, int streamId, long timestamp, String body) {
  private static final int SET_CHUNK_SIZE = 1;
  private static final int ABORT = 2;

  static Decoded message(int id, int type, int streamId, long timestamp, byte[] body) {
    return new Decoded(id, type, streamId, timestamp, ByteBufUtil.hexDump(body));
  }

  /** Decodes in every way of arriving and makes sure that it makes no difference. */
  static List<Decoded> all(byte[] wire) {
    List<Decoded> first = by(ByteSplitter.whole(), wire);
    for (ByteSplitter splitter : ByteSplitter.all()) {
      assertThat(by(splitter, wire)).isEqualTo(first);
    }
    // What follows is the beginning of a header, and belongs to the next message.
    assertThat(by(ByteSplitter.followedBy(0x3F, 0, 0), wire)).isEqualTo(first);
    return first;
  }

  static List<Decoded> by(ByteSplitter splitter, byte[] wire) {
    // Counted by itself, which is far quicker than the leak detector and sees as much.
    UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
    List<Decoded> found = new ArrayList<>();
    try (ChunkDecoder decoder = new ChunkDecoder(RtmpLimits.DEFAULT, allocator)) {
      decoder.connected();
      for (byte[] part : splitter.split(wire)) {
        feed(decoder, part, found);
      }
    } finally {
      assertThat(allocator.metric().usedDirectMemory()).isZero();
    }
    return found;
  }

  /** Decodes one portion, obeying chunk sizes and aborts as the layer above does. */
  static void feed(ChunkDecoder decoder, byte[] part, List<Decoded> found) {
    ByteBuf in = Unpooled.wrappedBuffer(part);
    for (RawMessage raw; (raw = decoder.next(in)) != null; ) {
      found.add(of(raw));
      if (raw.type() == SET_CHUNK_SIZE) {
        decoder.chunkSize(raw.payload().getInt(0));
      } else if (raw.type() == ABORT) {
        decoder.abort(raw.payload().getInt(0));
      }
      raw.release();
    }
    assertThat(in.isReadable()).isFalse();
  }

  /** The error that the bytes end in, the same in every way of arriving. */
  static RtmpError failure(byte[] wire) {
    RtmpError first = null;
    for (ByteSplitter splitter : ByteSplitter.all()) {
      RtmpException failure = catchThrowableOfType(RtmpException.class, () -> by(splitter, wire));
      assertThat(failure).isNotNull();
      assertThat(first).isIn(null, failure.error());
      first = failure.error();
    }
    return first;
  }

  private static Decoded of(RawMessage raw) {
    return new Decoded(
        raw.chunkStreamId(),
        raw.type(),
        raw.streamId(),
        raw.timestamp(),
        ByteBufUtil.hexDump(raw.payload()));
  }
}
