package dev.weir.flv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlvWriterTest {
  private final ByteBuf out = Unpooled.buffer();

  @Test
  void writesTheBytesThatTheReaderReads() {
    FlvWriter.header(out, true, true);
    for (FlvBytes.Tag tag : FlvBytes.TAGS) {
      ByteBuf body = Unpooled.wrappedBuffer(FlvBytes.bytes(tag.body()));
      FlvWriter.tag(out, tag.type(), tag.timestamp(), body);
    }

    assertThat(ByteBufUtil.getBytes(out)).isEqualTo(FlvBytes.bytes(FlvBytes.HEX));
  }

  @ParameterizedTest
  @CsvSource({"false, false, 0", "false, true, 1", "true, false, 4", "true, true, 5"})
  void announcesWhatWillCome(boolean audio, boolean video, int flags) {
    FlvWriter.header(out, audio, video);

    assertThat(out.readableBytes()).isEqualTo(13);
    assertThat(out.getByte(4)).isEqualTo((byte) flags);
  }

  @Test
  void leavesTheBodyAsItWas() {
    ByteBuf body = Unpooled.buffer().writeBytes(new byte[] {1, 2, 3}).skipBytes(1);

    FlvWriter.tag(out, FlvTag.VIDEO, 0, body);

    assertThat(body.readerIndex()).isOne();
    assertThat(body.refCnt()).isOne();
    assertThat(out.getMedium(1)).isEqualTo(2);
    assertThat(out.readableBytes()).isEqualTo(11 + 2 + 4);
  }

  @Test
  void writesTheLowerHalfOfALongerTimestamp() {
    FlvWriter.tag(out, FlvTag.AUDIO, 0x1_AABBCCDDL, Unpooled.EMPTY_BUFFER);

    assertThat(ByteBufUtil.hexDump(out, 4, 4)).isEqualTo("bbccddaa");
  }

  @Test
  void refusesATagThatFlvCannotHold() {
    ByteBuf tooLong = Unpooled.wrappedBuffer(new byte[1 << 24]);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> FlvWriter.tag(out, FlvTag.VIDEO, 0, tooLong));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FlvWriter.tag(out, 10, 0, Unpooled.EMPTY_BUFFER));
    assertThat(out.isReadable()).isFalse();
  }
}
