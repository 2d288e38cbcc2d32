package dev.weir.rtmp.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.amf.Amf3Writer;
import dev.weir.amf.AmfValue;
import dev.weir.rtmp.message.MessageType;
import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MediaAndDataTest {
  private static final AmfValue SET = AmfValue.of("@setDataFrame");
  private static final AmfValue META = AmfValue.of("onMetaData");
  private static final AmfValue SIZE = AmfValue.object("width", 640);

  private final RawClient client = new RawClient();

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void mediaIsToldAsItCame() {
    client.publishing().media(MessageType.AUDIO, 1, 0xFFFF_FFFFL, (byte) 0xAF, (byte) 1);
    client.media(MessageType.VIDEO, 1, 0, (byte) 0x27);

    assertThat(client.events()).containsExactly("Audio 1 @4294967295 af01", "Video 1 @0 27");
  }

  @Test
  void emptyAudioIsSilenceAndAnEmptyPictureIsNothing() {
    client.publishing().media(MessageType.AUDIO, 1, 5).media(MessageType.VIDEO, 1, 6);

    assertThat(client.events()).containsExactly("Audio 1 @5 ", "Ignored EMPTY_MEDIA");
  }

  @Test
  void metadataIsTaken() {
    client.publishing().data(1, SET, META, SIZE).data(1, AmfValue.of("@clearDataFrame"), META);
    client.data(1, AmfValue.of("onCuePoint"), SIZE);

    assertThat(client.events())
        .containsExactly("Data 1 METADATA", "Data 1 CLEAR_METADATA", "Data 1 OTHER");
  }

  @Test
  void dataOnMessageStreamZeroBelongsToTheOnlyPublisher() {
    client.publishing().data(0, SET, META, SIZE);
    assertThat(client.events()).containsExactly("Data 1 METADATA");

    client.command(0, "createStream", 4, AmfValue.NULL);
    client.command(2, "publish", 5, AmfValue.NULL, AmfValue.of("second")).forget();
    client.data(0, SET, META, SIZE);
    assertThat(client.events()).containsExactly("Ignored MEDIA_WITHOUT_PUBLISH");
  }

  @Test
  void dataThatIsNotAmfIsDroppedAndTheConnectionKept() {
    client.publishing().media(MessageType.DATA_AMF0, 1, 0, (byte) 0, (byte) 1, (byte) 2, (byte) 3);
    client.media(MessageType.DATA_AMF0, 1, 0).media(MessageType.DATA_AMF3, 1, 0, (byte) 0);

    assertThat(client.events()).hasSize(3).containsOnly("Ignored BAD_DATA");
  }

  @Test
  void metadataIsTakenTenTimesASecond() {
    client.publishing();
    for (int i = 0; i < 12; i++) {
      client.data(1, SET, META, SIZE);
    }
    assertThat(client.events())
        .startsWith("Data 1 METADATA")
        .endsWith("Ignored TOO_MUCH_METADATA", "Ignored TOO_MUCH_METADATA")
        .hasSize(12);

    client.advance(1_000).data(1, SET, META, SIZE);
    assertThat(client.events()).containsExactly("Data 1 METADATA");
  }

  @Test
  void otherDataIsTakenAHundredTimesASecond() {
    client.publishing();
    for (int i = 0; i < 101; i++) {
      client.data(1, AmfValue.of("onCuePoint"));
    }
    assertThat(client.events()).hasSize(101).last().isEqualTo("Ignored TOO_MUCH_METADATA");
  }

  @Test
  void stringsByReferenceCannotGrowIntoMoreThanADataMessage() {
    client.publishing();
    byte[] body =
        RawClient.bytes(
            out -> {
              out.writeByte(2).writeShort(1).writeByte('x');
              out.writeByte(0x11).writeByte(9).writeByte(15 * 2 + 1).writeByte(1);
              Amf3Writer.write(out, AmfValue.of("y".repeat(60_000)));
              for (int i = 1; i < 15; i++) {
                out.writeByte(6).writeByte(0);
              }
            });
    client.media(MessageType.DATA_AMF0, 1, 0, body);

    assertThat(body.length).isLessThan(64 << 10);
    assertThat(client.events()).containsExactly("Ignored BAD_DATA");
  }

  @Test
  void aggregatesAreTakenApart() {
    byte[] body =
        RawClient.bytes(
            out -> {
              tag(out, 8, 100, 1);
              tag(out, 18, 100, 2, 0, 1, 'x');
              tag(out, 20, 100, 1);
              tag(out, 9, 140, 0x27);
            });
    client.publishing().media(MessageType.AGGREGATE, 1, 5_000, body);

    assertThat(client.events())
        .containsExactly("Audio 1 @5000 01", "Data 1 OTHER", "Video 1 @5040 27");
    client.media(MessageType.VIDEO, 1, 7, (byte) 1);
    assertThat(client.events()).containsExactly("Video 1 @7 01");
  }

  @Test
  void typesThatMeanNothingAreCounted() {
    client.publishing();
    for (int type : new int[] {0, 7, 16, 19, 25, 255}) {
      client.media(type, 1, 0, (byte) 1);
    }
    client.media(MessageType.COMMAND_AMF0, 1, 0);
    assertThat(client.events()).hasSize(7).containsOnly("Ignored UNKNOWN_MESSAGE");
  }

  private static void tag(ByteBuf out, int type, int time, int... data) {
    out.writeByte(type).writeMedium(data.length).writeMedium(time).writeInt(0);
    for (int b : data) {
      out.writeByte(b);
    }
    out.writeInt(11 + data.length);
  }
}
