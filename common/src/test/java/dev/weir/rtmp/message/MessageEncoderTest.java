package dev.weir.rtmp.message;

import static dev.weir.rtmp.message.Bodies.hex;
import static dev.weir.rtmp.message.Bodies.taken;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.amf.AmfValue;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class MessageEncoderTest {
  private final MessageEncoder encoder = new MessageEncoder(ByteBufAllocator.DEFAULT, 128);
  private final ByteBuf out = hex("");

  @Test
  void writesTheControlVectors() {
    encoder.control(out, MessageType.WINDOW_ACK_SIZE, 2_500_000);
    encoder.peerBandwidth(out, 2_500_000);
    encoder.setChunkSize(out, 60_000);
    encoder.userControl(out, RtmpMessage.UserControl.STREAM_BEGIN, 1);

    assertThat(taken(out))
        .isEqualTo(
            digits(
                "02 000000 000004 05 00000000 002625A0",
                "02 000000 000005 06 00000000 002625A0 02",
                "02 000000 000004 01 00000000 0000EA60",
                "02 000000 000006 04 00000000 0000 00000001"));
  }

  @Test
  void writesUnsignedNumbersAndTheBufferLength() {
    encoder.control(out, MessageType.ACKNOWLEDGEMENT, 0xF000_0000L);
    encoder.bufferLength(out, 1, 300);

    assertThat(taken(out))
        .isEqualTo(
            digits(
                "02 000000 000004 03 00000000 F0000000",
                "02 000000 00000A 04 00000000 0003 00000001 0000012C"));
  }

  @Test
  void commandsOfTheConnectionAndOfStreamsLeaveOnTheirChunkStreams() {
    encoder.command(out, 0, "_result", 4, AmfValue.NULL, AmfValue.of(1));
    encoder.command(out, 3, "x", 0);

    assertThat(taken(out))
        .isEqualTo(
            digits(
                "03 000000 00001D 14 00000000",
                "02 0007 5F726573756C74 00 4010000000000000 05 00 3FF0000000000000",
                "05 000000 00000D 14 03000000 02 0001 78 00 0000000000000000"));
  }

  @Test
  void longMessagesAreCutByTheChunkSizeOfTheMoment() {
    ByteBuf body = ByteBufAllocator.DEFAULT.directBuffer(300).writeZero(300);
    encoder.media(out, MessageType.VIDEO, 1, 40, body);
    assertThat(out.readableBytes()).isEqualTo(12 + 300 + 2);
    out.clear();

    encoder.setChunkSize(out, 4_096);
    out.clear();
    encoder.media(out, MessageType.AUDIO, 1, 40, body);
    assertThat(out.readableBytes()).isEqualTo(12 + 300);
    assertThat(out.getByte(0)).isEqualTo((byte) ChunkStreamIds.AUDIO);
    body.release();
    out.release();
  }

  private static String digits(String... parts) {
    return String.join("", parts).replace(" ", "").toLowerCase(Locale.ROOT);
  }
}
