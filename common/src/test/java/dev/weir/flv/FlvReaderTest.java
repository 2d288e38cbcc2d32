package dev.weir.flv;

import static dev.weir.flv.FlvBytes.TAGS;
import static dev.weir.flv.FlvBytes.buffer;
import static dev.weir.flv.FlvBytes.bytes;
import static dev.weir.flv.FlvBytes.drain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.rtmp.RtmpError;
import dev.weir.rtmp.RtmpException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlvReaderTest {
  private static final byte[] FILE = bytes(FlvBytes.HEX);
  private static final int MAX = 1 << 20;

  private final UnpooledByteBufAllocator alloc = new UnpooledByteBufAllocator(false);
  private FlvReader reader = new FlvReader(alloc, MAX);

  @AfterEach
  void nothingIsLeftAllocated() {
    reader.close();
    assertThat(allocated()).isZero();
  }

  @Test
  void readsAFileInOnePiece() {
    reader.feed(buffer(alloc, FILE));

    assertThat(drain(reader)).isEqualTo(TAGS);
    assertThat(allocated()).isZero();
  }

  @Test
  void readsAFileByteByByte() {
    List<FlvBytes.Tag> tags = new ArrayList<>();
    for (byte b : FILE) {
      reader.feed(buffer(alloc, b));
      tags.addAll(drain(reader));
    }

    assertThat(tags).isEqualTo(TAGS);
  }

  @Test
  void readsAFileFedInManyPiecesBeforeTheFirstTagIsTaken() {
    for (byte b : FILE) {
      reader.feed(buffer(alloc, b));
    }

    assertThat(drain(reader)).isEqualTo(TAGS);
  }

  @Test
  void readsAFileSplitInTwoAnywhere() {
    for (int at = 0; at <= FILE.length; at++) {
      FlvReader split = new FlvReader(alloc, MAX);
      split.feed(buffer(alloc, Arrays.copyOf(FILE, at)));
      List<FlvBytes.Tag> tags = drain(split);
      split.feed(buffer(alloc, Arrays.copyOfRange(FILE, at, FILE.length)));
      tags.addAll(drain(split));

      assertThat(tags).as("split at %d", at).isEqualTo(TAGS);
      split.close();
    }
  }

  @Test
  void keepsTheBeginningOfTheNextTag() {
    reader.feed(buffer(alloc, bytes(FlvBytes.HEX + "09 000003 000005 00 000000 27")));

    assertThat(drain(reader)).isEqualTo(TAGS);
    reader.feed(buffer(alloc, bytes("0102")));
    assertThat(drain(reader)).containsExactly(new FlvBytes.Tag(FlvTag.VIDEO, 5, "270102"));
  }

  @Test
  void releasesAnUnfinishedTagWhenClosed() {
    reader.feed(buffer(alloc, Arrays.copyOf(FILE, 13 + 11 + 1)));
    assertThat(reader.next()).isNull();
    assertThat(allocated()).isPositive();

    reader.close();

    assertThat(allocated()).isZero();
  }

  @Test
  void takesOwnershipOfWhatIsFedAfterTheClose() {
    reader.feed(buffer(alloc, FILE));
    reader.close();
    reader.feed(buffer(alloc, FILE));

    assertThat(reader.next()).isNull();
    assertThat(allocated()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 5, 0xFF})
  void knowsWhatTheHeaderAnnounced(int flags) {
    assertThat(reader.hasAudio() || reader.hasVideo()).isFalse();
    byte[] header = Arrays.copyOf(FILE, 9);
    header[4] = (byte) flags;
    reader.feed(buffer(alloc, header));

    assertThat(reader.next()).isNull();
    assertThat(reader.hasAudio()).isEqualTo((flags & 4) != 0);
    assertThat(reader.hasVideo()).isEqualTo((flags & 1) != 0);
  }

  @Test
  void skipsTheRestOfALongerHeader() {
    String longer = FlvBytes.HEX.replace("00000009 00000000", "0000000C 123456 00000000");
    for (byte b : bytes(longer)) {
      reader.feed(buffer(alloc, b));
    }

    assertThat(drain(reader)).isEqualTo(TAGS);
  }

  @Test
  void doesNotMindWrongSizesBetweenTags() {
    reader.feed(buffer(alloc, bytes(FlvBytes.HEX.replace("0000000D", "00000002"))));

    assertThat(drain(reader)).isEqualTo(TAGS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "474554202F20485454",
        "464C5602 05 00000009",
        "464C5601 05 00000008",
        "464C5601 05 00000401",
        "464C5601 05 FFFFFFFF",
        "464C5601 05 00000009 00000000 0A 000001 000000 00 000000",
        "464C5601 05 00000009 00000000 28 000001 000000 00 000000",
        "464C5601 05 00000009 00000000 09 100001 000000 00 000000"
      })
  void refusesWhatIsNoFlvAndStaysThere(String hex) {
    reader.feed(buffer(alloc, bytes(hex)));

    for (int i = 0; i < 2; i++) {
      RtmpException refusal = catchThrowableOfType(RtmpException.class, reader::next);
      assertThat(refusal).isNotNull();
      assertThat(refusal.error()).isEqualTo(RtmpError.BAD_FLV);
    }
  }

  @Test
  void takesATagOfTheLimit() {
    reader = new FlvReader(alloc, 3);
    reader.feed(buffer(alloc, FILE));

    assertThat(drain(reader)).isEqualTo(TAGS);
  }

  @Test
  void growsABodyWithWhatArrivesAndNotWithItsStatedSize() {
    reader = new FlvReader(alloc, 0xFFFFFF);
    String head = "464C5601 05 00000009 00000000 09 FFFFFF 000000 00 000000 17";
    reader.feed(buffer(alloc, bytes(head)));

    assertThat(reader.next()).isNull();
    assertThat(allocated()).isLessThan(64 << 10);
  }

  @Test
  void readsABodyLargerThanItsFirstAllocation() {
    byte[] large = new byte[300_000];
    new Random(1).nextBytes(large);
    ByteBuf body = buffer(alloc, large);
    ByteBuf file = alloc.heapBuffer();
    FlvWriter.header(file, false, true);
    FlvWriter.tag(file, FlvTag.VIDEO, 40, body);
    while (file.isReadable()) {
      reader.feed(file.readRetainedSlice(Math.min(1000, file.readableBytes())));
      FlvTag tag = reader.next();
      if (tag != null) {
        assertThat(tag.body()).isEqualTo(body);
        tag.release();
        body.release();
      }
    }
    file.release();

    assertThat(body.refCnt()).isZero();
  }

  @Test
  void onlyRefusesDamagedFilesInTheOneWayThereIs() {
    Random random = new Random(20_260_102);
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = FILE.clone();
      for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      FlvReader fuzzed = new FlvReader(alloc, MAX);
      fuzzed.feed(buffer(alloc, damaged));
      try {
        drain(fuzzed);
      } catch (RtmpException e) {
        assertThat(e.error()).isEqualTo(RtmpError.BAD_FLV);
      }
      fuzzed.close();
      assertThat(allocated()).isZero();
    }
  }

  private long allocated() {
    return alloc.metric().usedHeapMemory() + alloc.metric().usedDirectMemory();
  }
}
