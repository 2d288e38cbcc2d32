package dev.weir.rtmp.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.amf.AmfValue;
import dev.weir.media.MediaFrame;
import dev.weir.media.MediaFrames;
import dev.weir.rtmp.RtmpError;
import dev.weir.rtmp.RtmpException;
import dev.weir.rtmp.RtmpName;
import dev.weir.rtmp.message.MessageType;
import dev.weir.rtmp.message.RtmpMessage.UserControl;
import dev.weir.stream.StreamKey;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows of the table of hostile inputs that concern messages; see {@link HostileChunksTest}. */
class HostileMessagesTest {
  private static final AmfValue DEMO = AmfValue.of("demo");
  private static final AmfValue META = AmfValue.of("onMetaData");

  private final RawClient client = new RawClient();

  @AfterEach
  void close() {
    client.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"03000161", "0A00000001", "0800000000000161", "1109030161"})
  void row14NestingOfThousandsOfLevelsIsRefused(String level) {
    assertBadAmf(out -> out.writeBytes(ByteBufUtil.decodeHexDump(level.repeat(5_000))));
  }

  @Test
  void row15AnArrayCannotHaveMoreElementsThanBytes() {
    assertBadAmf(out -> out.writeByte(0x0A).writeInt(-1));
  }

  @Test
  void row15TheCountOfAnEcmaArrayIsIgnored() {
    client.shakeHands();
    command(
        out -> {
          name(out, "connect");
          out.writeByte(8)
              .writeInt(-1)
              .writeShort(3)
              .writeBytes("app".getBytes(StandardCharsets.US_ASCII))
              .writeByte(2);
          out.writeShort(4)
              .writeBytes("live".getBytes(StandardCharsets.US_ASCII))
              .writeShort(0)
              .writeByte(9);
        });
    assertThat(client.events()).containsExactly("Connect live");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "02FFFF61", // row 16
        "0CFFFFFFFF", // row 16
        "0C7FFFFFFF", // row 16
        "0FFFFFFFFF", // row 17
        "11FF", // row 17: no such AMF3 marker
        "1106FFFFFFFF", // row 17: a string longer than the message
        "11060A", // row 17: a reference to nothing
        "110A0700", // row 17: externalizable
        "070000", // an AMF0 reference
        "04",
        "0E"
      })
  void row16And17TruncatedAndForbiddenValuesAreRefused(String value) {
    assertBadAmf(out -> out.writeBytes(ByteBufUtil.decodeHexDump(value)));
  }

  @Test
  void row17ClassNamesAndXmlAreOnlyText() {
    client.connected();
    command(
        out -> {
          name(out, "unknown");
          out.writeByte(0x10)
              .writeShort(16)
              .writeBytes("java.lang.Thread".getBytes(StandardCharsets.US_ASCII));
          out.writeShort(0).writeByte(9);
          String xml = "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>";
          out.writeByte(0x0F)
              .writeInt(xml.length())
              .writeBytes(xml.getBytes(StandardCharsets.US_ASCII));
        });
    assertThat(client.events()).containsExactly("Ignored UNKNOWN_COMMAND");
  }

  @Test
  void row18AnObjectHasAThousandPropertiesAndNoMore() {
    client.connected().command(0, "unknown", 1, properties(1_000));
    assertThat(client.events()).containsExactly("Ignored UNKNOWN_COMMAND");
    assertFails(RtmpError.BAD_AMF, () -> client.command(0, "unknown", 1, properties(1_001)));
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -1, 1e308, 0.5})
  void row19NumbersThatAreNoneAreIgnored(double number) {
    AmfValue odd = AmfValue.of(number);
    client.playing();
    for (String name :
        new String[] {"deleteStream", "seek", "pause", "receiveAudio", "_checkbw", "unknown"}) {
      client.command(1, name, number, AmfValue.NULL, odd, odd);
    }
    client.command(1, "play", number, AmfValue.NULL, DEMO, odd, odd, odd);
    client.write(out -> client.encoder().bufferLength(out, -1, -1));

    assertThat(client.events()).contains("Play 1 demo");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../etc/passwd",
        "..%2f",
        "a\u0000b",
        "a\r\nb",
        "\u001b[31m",
        "\u202e",
        "<img onerror>",
        "",
        ".",
        "..",
        "a b",
        "\ufffd"
      })
  void row20OddNamesReachTheNodeAndAreNoStreamKey(String name) {
    client.connected().command(0, "createStream", 2, AmfValue.NULL);
    client.command(1, "publish", 3, AmfValue.NULL, AmfValue.of(name));
    client.events();

    assertThat(StreamKey.of("live", RtmpName.ofStream(name).path())).isEmpty();
  }

  @Test
  void row20ANameOf64KiBIsNoStreamKey() {
    String name = "a".repeat(60_000);
    client.connected().command(0, "createStream", 2, AmfValue.NULL);
    client.command(1, "publish", 3, AmfValue.NULL, AmfValue.of(name));
    assertThat(client.events()).containsExactly("Publish 1 " + name);
    assertThat(StreamKey.of("live", name)).isEmpty();
    assertFails(
        RtmpError.MESSAGE_TOO_LARGE,
        () -> client.command(1, "publish", 3, AmfValue.NULL, AmfValue.of("a".repeat(70_000))));
  }

  @Test
  void row21AThousandMessageStreamsAreTooMany() {
    client.connected();
    assertFails(
        RtmpError.TOO_MUCH_STATE,
        () -> {
          for (int i = 0; i < 1_000; i++) {
            client.command(0, "createStream", 2, AmfValue.NULL);
          }
        });
  }

  @Test
  void row22FloodsOfCommandsEnd() {
    client.publishing();
    assertFails(RtmpError.TOO_FAST, () -> repeat(() -> client.command(0, "x", 0, AmfValue.NULL)));
  }

  @Test
  void row22FloodsOfBufferLengthsEnd() {
    client.playing();
    assertFails(
        RtmpError.TOO_FAST,
        () -> repeat(() -> client.write(out -> client.encoder().bufferLength(out, 1, 1))));
  }

  @Test
  void row22FloodsOfPingsAndAcknowledgementsEnd() {
    client.playing();
    assertFails(
        RtmpError.TOO_FAST,
        () ->
            repeat(
                () -> {
                  client.write(
                      out -> client.encoder().control(out, MessageType.ACKNOWLEDGEMENT, 1));
                  client.write(
                      out -> client.encoder().userControl(out, UserControl.PING_REQUEST, 1));
                }));
  }

  @Test
  void row22AWindowOfOneByteIsClamped() {
    client.publishing();
    client.write(out -> client.encoder().control(out, MessageType.WINDOW_ACK_SIZE, 1));
    for (int i = 0; i < 100; i++) {
      client.media(MessageType.AUDIO, 1, i, new byte[640]);
    }
    assertThat(client.replies()).hasSizeBetween(1, 2);
  }

  @Test
  void row23BrokenAndNestedAggregatesHarmNothing() {
    client.publishing();
    byte[] nested =
        RawClient.bytes(
            out -> {
              out.writeByte(22).writeMedium(12).writeMedium(0).writeInt(0);
              out.writeByte(8).writeMedium(1).writeMedium(0).writeInt(0).writeByte(7).writeInt(12);
              out.writeByte(8).writeMedium(0xFFFFFF).writeMedium(9).writeInt(0).writeByte(7);
            });
    client.media(MessageType.AGGREGATE, 1, 0, nested).media(MessageType.AUDIO, 1, 0, (byte) 1);

    assertThat(client.events()).containsExactly("Audio 1 @0 01");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "17",
        "17000000",
        "1700000000",
        "17000000000164001fffe1ffff",
        "970080",
        "80",
        "86",
        "9000000000",
        "9761",
        "a7ffffffff",
        "961161763031ff",
        "96ff",
        "57",
        "00",
        "ff"
      })
  void row24OddVideoIsRelayedOrDroppedAndNeverThrows(String body) {
    client.publishing().media(MessageType.VIDEO, 1, 0, ByteBufUtil.decodeHexDump(body));
    assertThat(client.events()).containsExactly("Video 1 @0 " + body);

    MediaFrame frame =
        MediaFrames.video(0, Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(body)));
    assertThat(frame.release()).isTrue();
  }

  @Test
  void row25MetadataOfAMebibyteIsRefusedAndStormsAreThinned() {
    client.publishing();
    for (int i = 0; i < 100; i++) {
      client.data(1, META, AmfValue.object("x", "y".repeat(60_000)));
    }
    assertThat(client.events()).filteredOn("Data 1 METADATA"::equals).hasSize(10);
    assertFails(
        RtmpError.MESSAGE_TOO_LARGE,
        () -> client.media(MessageType.DATA_AMF0, 1, 0, new byte[1 << 20]));
  }

  @Test
  void row25MetadataOfNumbersIsNone() {
    client.publishing().data(1, META, AmfValue.of(0x41), AmfValue.of(0x41));
    assertThat(client.events()).containsExactly("Ignored BAD_DATA");
  }

  private void assertBadAmf(Consumer<ByteBuf> arguments) {
    client.connected();
    assertFails(
        RtmpError.BAD_AMF,
        () -> command(((Consumer<ByteBuf>) out -> name(out, "play")).andThen(arguments)));
  }

  private void command(Consumer<ByteBuf> body) {
    client.media(MessageType.COMMAND_AMF0, 0, 0, RawClient.bytes(body));
  }

  private static void name(ByteBuf out, String name) {
    out.writeByte(2).writeShort(name.length()).writeBytes(name.getBytes(StandardCharsets.US_ASCII));
    out.writeByte(0).writeDouble(1);
  }

  private static AmfValue properties(int count) {
    Map<String, AmfValue> properties = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      // "Aa" and "BB" have one hash, and so have all names made of them.
      properties.put(
          String.format("%12s", Integer.toBinaryString(i))
              .replace("1", "Aa")
              .replaceAll("[ 0]", "BB"),
          AmfValue.NULL);
    }
    return new AmfValue.Obj(properties);
  }

  private static void repeat(Runnable action) {
    for (int i = 0; i < 100_000; i++) {
      action.run();
    }
  }

  private static void assertFails(RtmpError error, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(RtmpException.class, e -> assertThat(e.error()).isEqualTo(error));
  }
}
