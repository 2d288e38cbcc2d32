package dev.weir.stream;

import static dev.weir.stream.Frames.audio;
import static dev.weir.stream.Frames.audioHeader;
import static dev.weir.stream.Frames.batch;
import static dev.weir.stream.Frames.data;
import static dev.weir.stream.Frames.inter;
import static dev.weir.stream.Frames.key;
import static dev.weir.stream.Frames.keyOfTrackOne;
import static dev.weir.stream.Frames.labels;
import static dev.weir.stream.Frames.videoHeader;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.MediaFrame;
import dev.weir.media.MediaFrames;
import dev.weir.rtmp.RtmpLimits;
import dev.weir.rtmp.chunk.ChunkDecoder;
import dev.weir.rtmp.chunk.RawMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EncodedBatchTest {
  @Test
  void anyRunOfMessagesMayBeShared() {
    EncodedBatch batch = batch(audio(1, 1), key(2, 2), audio(3, 3), inter(0x0100_0000, 4));
    for (int from = 0; from < 4; from++) {
      for (int to = from + 1; to <= 4; to++) {
        List<String> all = List.of("A1@1", "K2@2", "A3@3", "P4@16777216");
        assertThat(labels(batch.share(from, to))).isEqualTo(all.subList(from, to));
      }
    }
    assertThat(batch.count()).isEqualTo(4);
    assertThat(batch.sizeFrom(0)).isEqualTo(batch.size());
    assertThat(batch.sizeFrom(3)).isEqualTo(16 + 9);
    batch.release();
  }

  @Test
  void sharesHaveIndicesOfTheirOwnAndHoldTheBytes() {
    EncodedBatch batch = batch(audio(1, 1), key(2, 2));
    ByteBuf first = batch.share(0, 2);
    ByteBuf second = batch.share(0, 2);
    first.skipBytes(5);
    batch.release();

    assertThat(second.readableBytes()).isEqualTo(first.readableBytes() + 5);
    assertThat(first.refCnt()).isEqualTo(2);
    first.release();
    assertThat(labels(second)).hasSize(2);
    assertThat(second.refCnt()).isZero();
  }

  @Test
  void aPlayerOnAnotherMessageStreamGetsItsOwnCopy() {
    EncodedBatch batch = batch(audio(1, 1), key(0x0100_0000, 2), data(3, 3));
    assertThat(streamIds(batch.shareFor(7, 0, 3))).containsExactly(7, 7, 7);
    assertThat(streamIds(batch.shareFor(0x0102_0304, 1, 3)))
        .containsExactly(0x0102_0304, 0x0102_0304);
    assertThat(streamIds(batch.shareFor(1, 1, 2))).containsExactly(1);
    assertThat(streamIds(batch.share(0, 3))).containsExactly(1, 1, 1);
    batch.release();
  }

  @Test
  void messagesAreToldApart() {
    EncodedBatch batch =
        batch(
            audioHeader(1, 0),
            videoHeader(1, 1),
            data(1, 2),
            keyOfTrackOne(1, 3),
            audio(2, 4),
            key(3, 5));

    assertThat(flags(batch)).containsExactly("h", "hv", "d", "v", "", "kv");
    assertThat(batch.keyIndex()).isEqualTo(5);
    assertThat(batch.firstTimestamp()).isEqualTo(1);
    assertThat(batch.keyTimestamp()).isEqualTo(3);
    assertThat(batch.lastTimestamp()).isEqualTo(3);
    batch.release();
  }

  @Test
  void longMessagesAreCutIntoChunks() {
    MediaFrame frame = MediaFrames.video(5, Unpooled.wrappedBuffer(new byte[200_000]));
    EncodedBatch batch = EncodedBatch.of(List.of(frame), ByteBufAllocator.DEFAULT, 65_536);
    assertThat(batch.size()).isEqualTo(12 + 200_000 + 3);
    assertThat(frame.refCnt()).isEqualTo(1);
    frame.release();
    batch.release();
  }

  private static List<String> flags(EncodedBatch batch) {
    List<String> flags = new ArrayList<>();
    for (int i = 0; i < batch.count(); i++) {
      flags.add(
          (batch.isHeader(i) ? "h" : "")
              + (batch.isData(i) ? "d" : "")
              + (batch.isKey(i) ? "k" : "")
              + (batch.isVideo(i) ? "v" : ""));
    }
    return flags;
  }

  private static List<Integer> streamIds(ByteBuf bytes) {
    List<Integer> ids = new ArrayList<>();
    try (ChunkDecoder decoder = new ChunkDecoder(RtmpLimits.DEFAULT, ByteBufAllocator.DEFAULT)) {
      decoder.chunkSize(65_536);
      for (RawMessage raw; (raw = decoder.next(bytes)) != null; ) {
        ids.add(raw.streamId());
        raw.release();
      }
    }
    bytes.release();
    return ids;
  }
}
