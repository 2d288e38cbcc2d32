package dev.weir.rtmp.message;

import static dev.weir.rtmp.message.Bodies.amf;
import static dev.weir.rtmp.message.Bodies.decode;
import static dev.weir.rtmp.message.Bodies.hex;
import static dev.weir.rtmp.message.Bodies.taken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.amf.AmfValue;
import dev.weir.rtmp.RtmpError;
import dev.weir.rtmp.RtmpException;
import dev.weir.rtmp.message.RtmpMessage.Command;
import dev.weir.rtmp.message.RtmpMessage.UserControl;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageDecoderTest {
  @Test
  void readsProtocolControl() {
    assertThat(decode(1, "0000EA60")).isEqualTo(new RtmpMessage.SetChunkSize(60_000));
    assertThat(decode(1, "7FFFFFFF")).isEqualTo(new RtmpMessage.SetChunkSize(0x7FFF_FFFF));
    assertThat(decode(2, "00000004")).isEqualTo(new RtmpMessage.Abort(4));
    assertThat(decode(3, "F0000001")).isEqualTo(new RtmpMessage.Acknowledgement(0xF000_0001L));
    assertThat(decode(5, "002625A0")).isEqualTo(new RtmpMessage.WindowAckSize(2_500_000));
    assertThat(decode(6, "002625A0 02")).isEqualTo(new RtmpMessage.SetPeerBandwidth(2_500_000, 2));
  }

  @Test
  void surplusBytesOfProtocolControlDoNoHarm() {
    assertThat(decode(1, "00001000 FFFF")).isEqualTo(new RtmpMessage.SetChunkSize(4_096));
  }

  @ParameterizedTest
  @CsvSource({
    "1, ''",
    "1, 000001",
    "2, 000000",
    "3, 00",
    "4, ''",
    "4, 00",
    "4, 0006",
    "4, 0000000000",
    "4, 0003 000000",
    "5, 000000",
    "6, 00000000"
  })
  void tooShortProtocolControlIsRefused(int type, String body) {
    assertFails(RtmpError.BAD_CONTROL, () -> decode(type, body));
  }

  @ParameterizedTest
  @ValueSource(strings = {"00000000", "80000000", "80000001", "FFFFFFFF"})
  void aChunkSizeOfZeroOrWithTheTopBitIsRefused(String body) {
    assertFails(RtmpError.BAD_CONTROL, () -> decode(1, body));
  }

  @Test
  void readsUserControlEvents() {
    assertThat(decode(4, "0000 00000001")).isEqualTo(new UserControl(0, 1, 0));
    assertThat(decode(4, "0003 00000001 0000012C")).isEqualTo(new UserControl(3, 1, 300));
    assertThat(decode(4, "0003 00000001")).isEqualTo(new UserControl(3, 1, 0));
    assertThat(decode(4, "0006 FFFFFFFF")).isEqualTo(new UserControl(6, 0xFFFF_FFFFL, 0));
  }

  @Test
  void eventsThatNobodyDefinedMayHaveAnyBody() {
    assertThat(decode(4, "001A 00")).isEqualTo(new UserControl(26, 0, 0));
    assertThat(decode(4, "FFFF")).isEqualTo(new UserControl(0xFFFF, 0, 0));
  }

  @Test
  void mediaDataAndAggregatesKeepTheirBodies() {
    RtmpMessage.Media audio = (RtmpMessage.Media) decode(8, "AF0101");
    assertThat(audio.type()).isEqualTo(8);
    assertThat(audio.streamId()).isEqualTo(1);
    assertThat(audio.timestamp()).isEqualTo(1_234);
    assertThat(taken(audio.payload())).isEqualTo("af0101");

    RtmpMessage.Media video = (RtmpMessage.Media) decode(9, "");
    assertThat(taken(video.payload())).isEmpty();

    RtmpMessage.Data data = (RtmpMessage.Data) decode(18, "020001 61");
    assertThat(taken(data.payload())).isEqualTo("02000161");

    RtmpMessage.Aggregate aggregate = (RtmpMessage.Aggregate) decode(22, "00");
    assertThat(aggregate.timestamp()).isEqualTo(1_234);
    assertThat(taken(aggregate.payload())).isEqualTo("00");
  }

  @Test
  void dataOfTypeFifteenIsReadWithAndWithoutItsFormatByte() {
    assertThat(taken(((RtmpMessage.Data) decode(15, "00 020001 61")).payload()))
        .isEqualTo("02000161");
    assertThat(taken(((RtmpMessage.Data) decode(15, "020001 61")).payload())).isEqualTo("02000161");
    assertThat(taken(((RtmpMessage.Data) decode(15, "")).payload())).isEmpty();
  }

  @Test
  void commandsAreReadFromBothTypesWithAndWithoutTheFormatByte() {
    Command expected =
        new Command(1, "play", 5, List.of(AmfValue.NULL, AmfValue.of("demo"), AmfValue.of(-2)));
    String body = "020004 706C6179 00 4014000000000000 05 020004 64656D6F 00 C000000000000000";

    assertThat(decode(20, body)).isEqualTo(expected);
    assertThat(decode(17, body)).isEqualTo(expected);
    assertThat(decode(17, "00" + body)).isEqualTo(expected);
  }

  @Test
  void readsTheCreateStreamResultVector() {
    Command result =
        (Command) decode(20, "02 0007 5F726573756C74 00 4010000000000000 05 00 3FF0000000000000");

    assertThat(result)
        .isEqualTo(new Command(1, "_result", 4, List.of(AmfValue.NULL, AmfValue.of(1))));
    assertThat(result.argument(1).asNumber(0)).isEqualTo(1);
    assertThat(result.argument(2)).isEqualTo(AmfValue.UNDEFINED);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -1, -0.0})
  void aTransactionThatCannotBeOneIsNone(double transaction) {
    Command command = (Command) decode(20, amf(AmfValue.of("play"), AmfValue.of(transaction)));

    assertThat(command.transaction()).isZero();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, 2.5, 1e308, Double.MIN_VALUE})
  void everyOtherTransactionIsKeptExactly(double transaction) {
    Command command = (Command) decode(20, amf(AmfValue.of("play"), AmfValue.of(transaction)));

    assertThat(command.transaction()).isEqualTo(transaction);
  }

  @Test
  void aCommandMayHaveNothingButAName() {
    assertThat(decode(20, amf(AmfValue.of("x")))).isEqualTo(new Command(1, "x", 0, List.of()));
    assertThat(decode(20, amf(AmfValue.of("x"), AmfValue.of("not a number"))))
        .isEqualTo(new Command(1, "x", 0, List.of()));
  }

  @Test
  void aCommandWithoutAStringInFrontIsRefused() {
    assertFails(RtmpError.BAD_COMMAND, () -> decode(20, amf(AmfValue.of(1), AmfValue.of("x"))));
    assertFails(RtmpError.BAD_COMMAND, () -> decode(20, amf(AmfValue.NULL)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"02", "02FFFF61", "020004706C6179 03", "020004706C6179 07 0000"})
  void aCommandThatIsNotAmfIsRefused(String body) {
    assertFails(RtmpError.BAD_AMF, () -> decode(20, body));
  }

  @Test
  void aCommandWithoutAByteIsNothing() {
    assertThat(decode(20, "")).isEqualTo(new RtmpMessage.Unknown(20));
    assertThat(decode(17, "")).isEqualTo(new RtmpMessage.Unknown(17));
    assertThat(decode(17, "00")).isEqualTo(new RtmpMessage.Unknown(17));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 10, 14, 16, 19, 21, 23, 255})
  void typesThatMeanNothingHereAreUnknown(int type) {
    assertThat(decode(type, "0102")).isEqualTo(new RtmpMessage.Unknown(type));
  }

  @Test
  void noiseOfEveryTypeEndsInNothingWorseThanAnRtmpException() {
    Random random = new Random(7);
    for (int round = 0; round < 5_000; round++) {
      byte[] noise = new byte[random.nextInt(40)];
      random.nextBytes(noise);
      ByteBuf body = hex("").writeBytes(noise);
      try {
        release(decode(random.nextInt(24), body));
      } catch (RtmpException expected) {
        assertThat(expected.error()).isNotNull();
      }
      assertThat(body.refCnt()).isZero();
    }
  }

  private static void release(RtmpMessage message) {
    if (message instanceof RtmpMessage.Media media) {
      media.payload().release();
    } else if (message instanceof RtmpMessage.Data data) {
      data.payload().release();
    } else if (message instanceof RtmpMessage.Aggregate aggregate) {
      aggregate.payload().release();
    }
  }

  private static void assertFails(RtmpError error, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(RtmpException.class, e -> assertThat(e.error()).isEqualTo(error));
  }
}
