package dev.weir.rtmp.chunk;

import static dev.weir.rtmp.chunk.ChunkBytes.chunks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.rtmp.RtmpError;
import dev.weir.rtmp.RtmpException;
import dev.weir.rtmp.RtmpLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkLimitsTest {
  private static final int CHUNK = 128;

  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
  private final ChunkDecoder decoder = new ChunkDecoder(RtmpLimits.DEFAULT, allocator);

  @AfterEach
  void nothingIsHeldAfterClose() {
    decoder.close();
    assertThat(allocator.metric().usedDirectMemory()).isZero();
    assertThat(allocator.metric().usedHeapMemory()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "8, 8388608",
    "9, 8388608",
    "22, 8388608",
    "15, 262144",
    "18, 262144",
    "20, 65536",
    "17, 65536",
    "1, 65536",
    "19, 65536",
    "255, 65536"
  })
  void theLengthOfAMessageIsLimitedByItsType(int type, int limit) {
    decoder.connected();
    assertLimit(type, limit);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 9, 18, 20, 22, 4})
  void beforeConnectEveryMessageIsShort(int type) {
    assertLimit(type, 16 << 10);
  }

  @Test
  void aLengthThatIsFineForVideoIsNotForACommand() {
    decoder.connected();
    decoder.chunkSize(100_000);
    read(chunks().fmt0(4, 0, 100_000, 9, 1).bytes(new byte[100_000]));
    assertFails(RtmpError.MESSAGE_TOO_LARGE, () -> read(chunks().fmt1(4, 0, 100_000, 20)));
  }

  @Test
  void nothingIsAllocatedFromAnAnnouncedLength() {
    decoder.connected();
    decoder.chunkSize(1);
    for (int id = 3; id < 11; id++) {
      read(chunks().fmt0(id, 0, 8 << 20, 9, 1).bytes(new byte[1]));
    }
    assertThat(allocator.metric().usedDirectMemory()).isLessThanOrEqualTo(8 * 1_024);
  }

  @Test
  void memoryFollowsWhatHasArrived() {
    decoder.connected();
    decoder.chunkSize(0x7FFF_FFFF);
    read(chunks().fmt0(4, 0, 8 << 20, 9, 1));
    byte[] some = new byte[1_000];
    for (int arrived = 1_000; arrived <= 1_000_000; arrived += 1_000) {
      read(chunks().bytes(some));
      assertThat(allocator.metric().usedDirectMemory()).isLessThanOrEqualTo(2L * arrived + 1_024);
    }
  }

  @Test
  void aMessageThatArrivedWholeIsAllocatedOnce() {
    decoder.connected();
    decoder.chunkSize(65_536);
    ByteBuf in =
        Unpooled.wrappedBuffer(chunks().fmt0(4, 0, 50_000, 9, 1).array(), new byte[50_000]);
    RawMessage message = decoder.next(in);
    assertThat(message.payload().capacity()).isEqualTo(50_000);
    message.release();
  }

  @Test
  void noMoreThanEightMessagesMayBeUnfinished() {
    decoder.connected();
    for (int id = 3; id < 11; id++) {
      read(chunks().fmt0(id, 0, 200, 9, 1).bytes(new byte[CHUNK]));
    }
    assertFails(RtmpError.TOO_MUCH_STATE, () -> read(chunks().fmt0(11, 0, 200, 9, 1)));
  }

  @Test
  void finishedAndAbortedMessagesCountNoMore() {
    decoder.connected();
    for (int round = 0; round < 50; round++) {
      for (int id = 3; id < 11; id++) {
        read(chunks().fmt0(id, 0, 200, 9, 1).bytes(new byte[CHUNK]));
      }
      for (int id = 3; id < 7; id++) {
        read(chunks().fmt3(id).bytes(new byte[200 - CHUNK]));
      }
      for (int id = 7; id < 11; id++) {
        decoder.abort(id);
      }
    }
    assertThat(allocator.metric().usedDirectMemory()).isZero();
  }

  @Test
  void bytesOfUnfinishedMessagesAreLimitedInAll() {
    decoder.connected();
    decoder.chunkSize(8_000_000);
    byte[] most = new byte[8_000_000];
    read(chunks().fmt0(3, 0, 8_000_001, 9, 1).bytes(most));
    read(chunks().fmt0(4, 0, 8_000_001, 9, 1).bytes(most));
    assertFails(
        RtmpError.TOO_MUCH_STATE, () -> read(chunks().fmt0(5, 0, 8_000_001, 9, 1).bytes(most)));
  }

  @Test
  void beforeConnectTheyAreLimitedToFourMessages() {
    decoder.chunkSize(16_000);
    byte[] most = new byte[16_000];
    for (int id = 3; id < 7; id++) {
      read(chunks().fmt0(id, 0, 16_001, 9, 1).bytes(most));
    }
    assertFails(
        RtmpError.TOO_MUCH_STATE, () -> read(chunks().fmt0(7, 0, 16_001, 9, 1).bytes(most)));
  }

  @Test
  void pastTheLimitTheChunkStreamThatWasIdleLongestIsForgotten() {
    for (int id = 3; id < 67; id++) {
      read(chunks().fmt0(id, 0, 1, 8, 1).u8(0));
    }
    read(chunks().fmt3(3).u8(0));
    read(chunks().fmt0(1_000, 0, 1, 8, 1).u8(0));

    read(chunks().fmt3(3).u8(0));
    assertFails(RtmpError.BAD_CHUNK, () -> read(chunks().fmt3(4).u8(0)));
  }

  @Test
  void aChunkStreamInTheMiddleOfAMessageIsNotForgotten() {
    read(chunks().fmt0(3, 0, 200, 8, 1).bytes(new byte[CHUNK]));
    for (int id = 100; id < 1_100; id++) {
      read(chunks().fmt0(id, 0, 1, 8, 1).u8(0));
    }
    assertThat(read(chunks().fmt3(3).bytes(new byte[200 - CHUNK]))).isEqualTo(1);
  }

  @Test
  void everyChunkStreamIdMayBeUsedInTurn() {
    int messages = 0;
    for (int id = 2; id < 65_600; id++) {
      messages += read(chunks().fmt0(id, 0, 1, 8, 1).u8(0));
    }
    assertThat(messages).isEqualTo(65_598);
  }

  @Test
  void chunksOfFewerThan64BytesAreCountedHoweverTheyCame() {
    decoder.connected();
    read(chunks().fmt0(4, 0, 128, 8, 1).bytes(new byte[128]));
    assertThat(decoder.takeSmallChunks()).isZero();

    // A fmt 3 header alone is a whole message when its length is 0.
    read(chunks().fmt0(4, 0, 0, 8, 1).fmt3(4).fmt3(4));
    assertThat(decoder.takeSmallChunks()).isEqualTo(3);

    decoder.chunkSize(1);
    read(chunks().fmt0(4, 0, 3, 8, 1).u8(0).fmt3(4).u8(0).fmt3(4).u8(0));
    assertThat(decoder.takeSmallChunks()).isEqualTo(3);
    assertThat(decoder.takeSmallChunks()).isZero();
  }

  private void assertLimit(int type, int limit) {
    decoder.chunkSize(limit);
    assertThat(read(chunks().fmt0(4, 0, limit, type, 1).bytes(new byte[limit]))).isEqualTo(1);
    assertFails(RtmpError.MESSAGE_TOO_LARGE, () -> read(chunks().fmt0(4, 0, limit + 1, type, 1)));
  }

  private int read(ChunkBytes bytes) {
    ByteBuf in = Unpooled.wrappedBuffer(bytes.array());
    int messages = 0;
    for (RawMessage message; (message = decoder.next(in)) != null; messages++) {
      message.release();
    }
    return messages;
  }

  private static void assertFails(RtmpError error, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(RtmpException.class, e -> assertThat(e.error()).isEqualTo(error));
  }
}
