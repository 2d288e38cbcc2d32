package dev.weir.rtmp.message;

import static dev.weir.rtmp.message.Bodies.amf;
import static dev.weir.rtmp.message.Bodies.hex;
import static dev.weir.rtmp.message.Bodies.taken;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.amf.AmfValue;
import dev.weir.rtmp.RtmpLimits;
import dev.weir.rtmp.message.DataMessage.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataMessageTest {
  private static final AmfValue SET = AmfValue.of("@setDataFrame");
  private static final AmfValue META = AmfValue.of("onMetaData");
  private static final AmfValue SIZE = AmfValue.object("width", 640, "height", 360);

  private static final DataMessage STORED =
      new DataMessage(
          Kind.METADATA, "onMetaData", List.of(AmfValue.ecmaArray("width", 640, "height", 360)));

  @Test
  void metadataIsReadWithAndWithoutSetDataFrame() {
    assertThat(parse(amf(SET, META, SIZE))).contains(STORED);
    assertThat(parse(amf(META, SIZE))).contains(STORED);
    assertThat(parse(amf(META, AmfValue.ecmaArray("width", 640, "height", 360)))).contains(STORED);
    assertThat(parse(amf(META, new AmfValue.TypedObject("M", SIZE.asProperties()))))
        .contains(STORED);
  }

  @Test
  void playersGetItAsAnEcmaArrayWithoutSetDataFrame() {
    ByteBuf encoded = parse(amf(SET, META, SIZE)).orElseThrow().encode(ByteBufAllocator.DEFAULT);

    assertThat(taken(encoded))
        .isEqualTo(taken(amf(META, AmfValue.ecmaArray("width", 640, "height", 360))));
  }

  @Test
  void theDurationIsLeftOut() {
    assertThat(parse(amf(META, AmfValue.object("width", 640, "duration", 0, "height", 360))))
        .contains(STORED);
  }

  @Test
  void numbersInFrontAreSkippedAsUniviewSendsThem() {
    assertThat(parse(amf(AmfValue.of(0), AmfValue.of(1), META, SIZE))).contains(STORED);
    assertThat(parse(amf(AmfValue.NULL, SET, AmfValue.of(1), META, SIZE))).contains(STORED);
  }

  @Test
  void anythingBetweenNameAndObjectIsSkipped() {
    assertThat(parse(amf(META, AmfValue.NULL, AmfValue.of(1), SIZE))).contains(STORED);
  }

  @Test
  void metadataWithoutAnObjectReplacesNothing() {
    assertThat(parse(amf(META))).isEmpty();
    assertThat(parse(amf(META, AmfValue.of(65)))).isEmpty();
    assertThat(parse(amf(SET, META, AmfValue.NULL))).isEmpty();
  }

  @Test
  void valuesBehindABrokenOneAreLost() {
    ByteBuf body = amf(META, SIZE).writeByte(0x07).writeByte(0);
    assertThat(parse(body)).contains(STORED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "00000000",
        "00 01 02 03",
        "FF",
        "02",
        "020010 61",
        "05",
        "0A FFFFFFFF",
        "03 0001 61",
        "02000D 40736574446174614672616D65"
      })
  void whatIsNotAmfOrHasNoNameIsNothing(String body) {
    // 00 and three bytes: ffmpeg's timecode message. The last one is @setDataFrame alone.
    assertThat(parse(hex(body))).isEmpty();
  }

  @Test
  void clearDataFrameClears() {
    assertThat(parse(amf(AmfValue.of("@clearDataFrame"), META)))
        .map(DataMessage::kind)
        .contains(Kind.CLEAR_METADATA);
  }

  @Test
  void sampleAccessAndStatusAreNotRelayed() {
    AmfValue access = AmfValue.of("|RtmpSampleAccess");
    assertThat(parse(amf(access, AmfValue.of(true), AmfValue.of(true)))).isEmpty();
    // As ffmpeg wraps it.
    assertThat(parse(amf(SET, access, AmfValue.of(true), AmfValue.of(true)))).isEmpty();
    assertThat(parse(amf(AmfValue.of("onStatus"), SIZE))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"onTextData", "onCuePoint", "onFI", "onCaptionInfo", "onTimecode", ""})
  void everythingElseIsRelayedAsItIs(String name) {
    AmfValue[] values = {
      AmfValue.of(name),
      SIZE,
      AmfValue.of("duration"),
      new AmfValue.Date(1, (short) 0),
      new AmfValue.Bytes(new byte[] {1, 2}),
      AmfValue.NULL
    };
    DataMessage message = parse(amf(values)).orElseThrow();

    assertThat(message.kind()).isEqualTo(Kind.OTHER);
    assertThat(message.name()).isEqualTo(name);
    assertThat(taken(message.encode(ByteBufAllocator.DEFAULT))).isEqualTo(taken(amf(values)));
  }

  private static Optional<DataMessage> parse(ByteBuf body) {
    try {
      return DataMessage.parse(body, RtmpLimits.Amf.DEFAULT);
    } finally {
      body.release();
    }
  }
}
