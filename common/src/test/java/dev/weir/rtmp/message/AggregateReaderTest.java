package dev.weir.rtmp.message;

import static dev.weir.rtmp.message.Bodies.hex;
import static dev.weir.rtmp.message.Bodies.taken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.rtmp.RtmpError;
import dev.weir.rtmp.RtmpException;
import dev.weir.rtmp.chunk.RawMessage;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AggregateReaderTest {
  private static final long TIME = 50_000;

  private final ByteBuf body = hex("");

  @Test
  void partsMoveWithTheAggregatesTime() {
    part(8, 1_000, 1, 2);
    part(9, 1_040, 3);
    part(18, 1_020);

    assertThat(read(TIME)).containsExactly("8@50000 s5 0102", "9@50040 s5 03", "18@50020 s5 ");
  }

  @Test
  void timesHaveTheirHighByteBehindTheLowOnesAndWrap() {
    part(8, 0xFFFF_FFF0L, 1);
    part(8, 0x10, 2);

    assertThat(read(0xFFFF_FFF8L)).containsExactly("8@4294967288 s5 01", "8@24 s5 02");
  }

  @Test
  void timesMayGoBack() {
    part(9, 1_000, 1);
    part(8, 900, 2);

    assertThat(read(TIME)).containsExactly("9@50000 s5 01", "8@49900 s5 02");
  }

  @Test
  void backPointersAreNotTrusted() {
    part(8, 0, 1);
    body.setInt(body.writerIndex() - 4, 0xFFFF_FFFF);
    part(8, 1, 2);

    assertThat(read(TIME)).hasSize(2);
  }

  @Test
  void theLastBackPointerMayBeMissingOrCutOff() {
    for (int missing = 1; missing <= 4; missing++) {
      body.clear();
      part(8, 0, 1);
      part(8, 1, 2);
      body.writerIndex(body.writerIndex() - missing);
      body.retain();
      assertThat(read(TIME)).hasSize(2);
    }
    body.release();
  }

  @Test
  void readingStopsAtAPartThatIsCutOff() {
    part(8, 0, 1);
    int whole = body.writerIndex();
    part(9, 1, 2, 3, 4);
    for (int end = whole; end < whole + 11 + 3; end++) {
      body.setIndex(0, end);
      body.retain();
      assertThat(read(TIME)).as("%d bytes", end).containsExactly("8@50000 s5 01");
    }
    body.release();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 16, 17, 19, 20, 22, 255})
  void nothingButMediaAndDataMayStandInside(int type) {
    part(type, 0, 0, 0, 0, 1);
    part(8, 1, 2);

    assertThat(read(TIME)).containsExactly("8@50001 s5 02");
  }

  @Test
  void moreThanAThousandPartsAreRefused() {
    for (int i = 0; i < 1_000; i++) {
      part(8, i);
    }
    assertThat(read(TIME, body.copy())).hasSize(1_000);

    part(8, 1_000);
    assertThatThrownBy(() -> read(TIME))
        .isInstanceOfSatisfying(
            RtmpException.class, e -> assertThat(e.error()).isEqualTo(RtmpError.BAD_AGGREGATE));
  }

  @Test
  void anAggregateMayBeEmpty() {
    assertThat(read(TIME)).isEmpty();
  }

  @Test
  void aPartDoesNotHoldTheWholeAggregate() {
    part(8, 0, 1);
    part(99, 0, new int[10_000]);
    RawMessage part;
    try (AggregateReader reader = reader(TIME, body)) {
      part = reader.next();
    }

    assertThat(body.refCnt()).isZero();
    assertThat(taken(part.payload())).isEqualTo("01");
  }

  private List<String> read(long time) {
    return read(time, body);
  }

  private static List<String> read(long time, ByteBuf body) {
    List<String> parts = new ArrayList<>();
    try (AggregateReader reader = reader(time, body)) {
      for (RawMessage part; (part = reader.next()) != null; ) {
        parts.add(
            part.type()
                + "@"
                + part.timestamp()
                + " s"
                + part.streamId()
                + " "
                + taken(part.payload()));
      }
      assertThat(reader.next()).isNull();
    }
    return parts;
  }

  private static AggregateReader reader(long time, ByteBuf body) {
    return new AggregateReader(new RtmpMessage.Aggregate(5, time, body));
  }

  private void part(int type, long time, int... data) {
    body.writeByte(type).writeMedium(data.length);
    body.writeMedium((int) time).writeByte((int) (time >> 24)).writeMedium(0);
    for (int b : data) {
      body.writeByte(b);
    }
    body.writeInt(11 + data.length);
  }
}
