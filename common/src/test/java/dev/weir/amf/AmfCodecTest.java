package dev.weir.amf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.amf.AmfVectors.Format;
import dev.weir.amf.AmfVectors.Vector;
import dev.weir.rtmp.RtmpError;
import dev.weir.rtmp.RtmpException;
import dev.weir.rtmp.RtmpLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class AmfCodecTest {
  private static final RtmpLimits.Amf LIMITS = RtmpLimits.Amf.DEFAULT;

  @ParameterizedTest
  @MethodSource("dev.weir.amf.AmfVectors#all")
  void readsTheValue(Vector vector) {
    assertThat(AmfVectors.read(vector.format(), vector.bytes())).containsExactly(vector.value());
  }

  @ParameterizedTest
  @MethodSource("dev.weir.amf.AmfVectors#canonical")
  void writesTheBytes(Vector vector) {
    byte[] written = AmfVectors.write(vector.format(), vector.value());

    assertThat(ByteBufUtil.hexDump(written)).isEqualTo(ByteBufUtil.hexDump(vector.bytes()));
  }

  @ParameterizedTest
  @MethodSource("dev.weir.amf.AmfVectors#all")
  void refusesTheValueCutShortAnywhere(Vector vector) {
    byte[] bytes = vector.bytes();
    for (int length = 1; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);

      Assertions.assertThatThrownBy(() -> AmfVectors.read(vector.format(), cut))
          .as("%d of %d bytes", length, bytes.length)
          .isInstanceOf(RtmpException.class)
          .extracting(e -> ((RtmpException) e).error())
          .isEqualTo(RtmpError.BAD_AMF);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.amf.AmfVectors#all")
  void leavesWhatFollowsTheValue(Vector vector) {
    ByteBuf in = Unpooled.wrappedBuffer(vector.bytes(), new byte[] {5, 6, 7});
    AmfValue value =
        vector.format() == Format.AMF0
            ? new Amf0Reader(in, LIMITS).next()
            : new Amf3Reader(in, LIMITS).next();

    assertThat(value).isEqualTo(vector.value());
    assertThat(in.readableBytes()).isEqualTo(3);
  }

  @ParameterizedTest
  @MethodSource("dev.weir.amf.AmfVectors#all")
  void survivesBeingWrittenAsAmf0(Vector vector) {
    byte[] written = AmfVectors.write(Format.AMF0, vector.value());

    assertThat(AmfVectors.read(Format.AMF0, written)).containsExactly(vector.value());
  }

  @ParameterizedTest
  @MethodSource("dev.weir.amf.AmfVectors#all")
  void readsFromADirectBufferWithoutKeepingIt(Vector vector) {
    ByteBuf in = PooledByteBufAllocator.DEFAULT.directBuffer().writeBytes(vector.bytes());

    List<AmfValue> values = AmfVectors.read(vector.format(), in, LIMITS);

    assertThat(in.refCnt()).isOne();
    assertThat(in.isReadable()).isFalse();
    in.release();
    assertThat(values).containsExactly(vector.value());
  }

  @Test
  void readsACommandValueByValue() {
    String hex = "02 0007 5F726573756C74 00 4010000000000000 05 00 3FF0000000000000";
    ByteBuf in = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex.replace(" ", "")));
    Amf0Reader reader = new Amf0Reader(in, LIMITS);

    assertThat(reader.next().asText("")).isEqualTo("_result");
    assertThat(reader.next().asNumber(0)).isEqualTo(4);
    assertThat(reader.next()).isEqualTo(AmfValue.NULL);
    assertThat(reader.hasNext()).isTrue();
    assertThat(reader.next().asNumber(0)).isEqualTo(1);
    assertThat(reader.hasNext()).isFalse();
  }

  @Test
  void keepsPropertiesInTheOrderTheyWereSent() {
    AmfValue value = AmfValue.object("z", 1, "a", 2, "m", 3);

    AmfValue read = AmfVectors.read(Format.AMF0, AmfVectors.write(Format.AMF0, value)).get(0);

    assertThat(read.asProperties().keySet()).containsExactly("z", "a", "m");
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void carriesAStringOfTheLimitAndRefusesOneByteMore(Format format) {
    AmfValue longest = AmfValue.of("x".repeat(LIMITS.stringBytes()));
    byte[] fits = AmfVectors.write(format, longest);
    byte[] over = AmfVectors.write(format, AmfValue.of("x".repeat(LIMITS.stringBytes() + 1)));

    assertThat(AmfVectors.read(format, fits)).containsExactly(longest);
    Assertions.assertThatThrownBy(() -> AmfVectors.read(format, over))
        .isInstanceOf(RtmpException.class);
  }

  @Test
  void switchesToTheLongStringAt65536Bytes() {
    assertThat(AmfVectors.write(Format.AMF0, AmfValue.of("x".repeat(65535)))).startsWith(2, 255);
    assertThat(AmfVectors.write(Format.AMF0, AmfValue.of("x".repeat(65536))))
        .startsWith(0x0C, 0, 1, 0, 0);
  }

  @Test
  void doesNotWriteANameThatAmf0CannotHold() {
    AmfValue value = AmfValue.object("x".repeat(65536), 1);

    assertThatIllegalArgumentException().isThrownBy(() -> AmfVectors.write(Format.AMF0, value));
  }

  @Test
  void leavesOutWhatAmf3CannotSay() {
    byte[] bytes = AmfVectors.write(Format.AMF3, AmfValue.object("", 1, "a", 2));

    assertThat(AmfVectors.read(Format.AMF3, bytes)).containsExactly(AmfValue.object("a", 2));
  }

  @Test
  void readsUnsignedNumbersOfTheAmf3VectorAsUnsigned() {
    byte[] bytes = ByteBufUtil.decodeHexDump("0e030080000000");

    assertThat(AmfVectors.read(Format.AMF3, bytes))
        .containsExactly(new AmfValue.StrictArray(List.of(AmfValue.of(2147483648.0))));
  }
}
