package dev.weir.rtmp.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.amf.Amf0Writer;
import dev.weir.amf.AmfValue;
import dev.weir.rtmp.RtmpError;
import dev.weir.rtmp.RtmpException;
import dev.weir.rtmp.message.MessageType;
import dev.weir.rtmp.message.StatusCode;
import dev.weir.testkit.ByteSplitter;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublishFlowTest {
  private static final AmfValue DEMO = AmfValue.of("demo");
  private static final byte[] FRAME = {0x17, 1, 0};

  private final RawClient client = new RawClient();

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void repliesStandInTheOrderThatClientsWant() {
    client.shakeHands().connect();
    assertThat(client.events()).containsExactly("Connect live");
    assertThat(client.replies()).isEmpty();

    client.session().acceptConnect(client.now());
    assertThat(client.replies())
        .containsExactly(
            "2/0 WindowAckSize 2500000",
            "2/0 SetPeerBandwidth 2500000 2",
            "2/0 SetChunkSize[size=65536]",
            "2/0 UserControl 0 0",
            "3/0 _result 1 {..} NetConnection.Connect.Success");

    client.command(0, "releaseStream", 2, AmfValue.NULL, DEMO);
    assertThat(client.replies()).containsExactly("3/0 _result 2 null");
    client.command(0, "FCPublish", 3, AmfValue.NULL, DEMO);
    assertThat(client.replies())
        .containsExactly("3/0 _result 3 null", "3/0 onFCPublish 0 null NetStream.Publish.Start");
    client.command(0, "createStream", 4, AmfValue.NULL);
    assertThat(client.replies()).containsExactly("3/0 _result 4 null 1");

    client.command(1, "publish", 5, AmfValue.NULL, DEMO, AmfValue.of("live"));
    assertThat(client.events()).containsExactly("Publish 1 demo");
    assertThat(client.replies()).isEmpty();
    client.session().acceptPublish(1, client.now());
    assertThat(client.replies()).containsExactly("5/1 onStatus 0 null NetStream.Publish.Start");

    client.media(MessageType.VIDEO, 1, 40, FRAME);
    assertThat(client.events()).containsExactly("Video 1 @40 170100");

    client.command(0, "FCUnpublish", 6, AmfValue.NULL, DEMO);
    assertThat(client.events()).containsExactly("PublishEnded[streamId=1]");
    assertThat(client.replies())
        .containsExactly(
            "3/0 _result 6 null",
            "3/0 onFCUnpublish 0 null NetStream.Unpublish.Success",
            "5/1 onStatus 0 null NetStream.Unpublish.Success");
    client.command(0, "deleteStream", 7, AmfValue.NULL, AmfValue.of(1));
    assertThat(client.events()).isEmpty();
    assertThat(client.replies()).isEmpty();
  }

  @Test
  void aPublisherMayPipelineEverythingFromTheHandshakeOn() {
    for (ByteSplitter splitter : ByteSplitter.all()) {
      try (RawClient pipelined = new RawClient()) {
        splitter.split(pipeline(pipelined)).forEach(pipelined::send);
        assertThat(pipelined.events()).containsExactly("Connect live");

        pipelined.session().acceptConnect(pipelined.now());
        assertThat(pipelined.events()).containsExactly("Publish 1 demo");
        assertThat(pipelined.replies())
            .endsWith("3/0 _result 4 null 1")
            .contains("3/0 onFCPublish 0 null NetStream.Publish.Start");

        pipelined.session().acceptPublish(1, pipelined.now());
        assertThat(pipelined.events())
            .containsExactly("Data 1 METADATA", "Audio 1 @0 af00", "Video 1 @0 170100");
      }
    }
  }

  /** ffmpeg and OBS, and an encoder that does not wait for Publish.Start either. */
  private static byte[] pipeline(RawClient client) {
    return RawClient.bytes(
        out -> {
          out.writeBytes(RawClient.handshake());
          client.encoder().setChunkSize(out, 4_096);
          client
              .encoder()
              .command(
                  out, 0, "connect", 1, AmfValue.object("app", "live", "tcUrl", "rtmp://h/live"));
          client.encoder().command(out, 0, "releaseStream", 2, AmfValue.NULL, DEMO);
          client.encoder().command(out, 0, "FCPublish", 3, AmfValue.NULL, DEMO);
          client.encoder().command(out, 0, "createStream", 4, AmfValue.NULL);
          client.encoder().command(out, 1, "publish", 5, AmfValue.NULL, DEMO);
          client
              .encoder()
              .media(
                  out,
                  MessageType.DATA_AMF0,
                  1,
                  0,
                  Unpooled.wrappedBuffer(
                      RawClient.bytes(
                          b ->
                              Amf0Writer.write(
                                  b,
                                  AmfValue.of("@setDataFrame"),
                                  AmfValue.of("onMetaData"),
                                  AmfValue.ecmaArray("width", 2)))));
          client.encoder().media(out, 8, 1, 0, Unpooled.wrappedBuffer(new byte[] {(byte) 0xAF, 0}));
          client.encoder().media(out, 9, 1, 0, Unpooled.wrappedBuffer(FRAME));
        });
  }

  @Test
  void mediaIsHeldWhileThePublishIsPendingAndKeepsItsOrder() {
    pending();
    client.media(MessageType.AUDIO, 1, 1, (byte) 1).media(MessageType.VIDEO, 1, 2, FRAME);
    client.data(1, AmfValue.of("onCuePoint"));
    assertThat(client.events()).isEmpty();

    client.session().acceptPublish(1, client.now());
    client.media(MessageType.AUDIO, 1, 3, (byte) 3);
    assertThat(client.events())
        .containsExactly("Audio 1 @1 01", "Video 1 @2 170100", "Data 1 OTHER", "Audio 1 @3 03");
  }

  @Test
  void heldMediaIsDroppedWhenThePublishIsRejected() {
    pending();
    client.media(MessageType.VIDEO, 1, 2, FRAME);
    client.session().rejectPublish(1, StatusCode.PUBLISH_BAD_NAME, "Taken.");

    assertThat(client.events()).isEmpty();
    assertThat(client.replies()).containsExactly("5/1 onStatus 0 null NetStream.Publish.BadName");
    client.session().acceptPublish(1, client.now());
    assertThat(client.events()).isEmpty();
    assertThat(client.replies()).isEmpty();
  }

  @Test
  void aRejectedPublisherMayTryAgain() {
    pending();
    client.session().rejectPublish(1, StatusCode.PUBLISH_BAD_NAME, "Taken.");
    client.forget().command(1, "publish", 6, AmfValue.NULL, AmfValue.of("other"));

    assertThat(client.events()).containsExactly("Publish 1 other");
  }

  @Test
  void heldMediaHasALimit() {
    pending();
    byte[] body = new byte[64 << 10];
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 17; i++) {
                client.media(MessageType.VIDEO, 1, i, body);
              }
            })
        .isInstanceOfSatisfying(
            RtmpException.class, e -> assertThat(e.error()).isEqualTo(RtmpError.TOO_MUCH_STATE));
  }

  @Test
  void emptyHeldMediaHasALimitToo() {
    pending();
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 20_000; i++) {
                client.media(MessageType.AUDIO, 1, i);
              }
            })
        .isInstanceOf(RtmpException.class);
  }

  @Test
  void unpublishWhilePendingTakesThePublishBack() {
    pending();
    client.media(MessageType.VIDEO, 1, 2, FRAME);
    client.command(0, "FCUnpublish", 6, AmfValue.NULL, AmfValue.of("another name"));
    client.session().acceptPublish(1, client.now());

    assertThat(client.events()).containsExactly("PublishEnded[streamId=1]");
    assertThat(client.replies()).noneMatch(line -> line.contains("Publish.Start"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "../x", "<img>", "\u0000", "key", "☃"})
  void everyNameIsPassedOnForTheNodeToJudge(String name) {
    client.connected().command(0, "createStream", 2, AmfValue.NULL);
    client.command(1, "publish", 3, AmfValue.NULL, AmfValue.of(name));

    assertThat(client.events()).containsExactly("Publish 1 " + name);
  }

  @Test
  void theNameIsCleanedAndItsQueryKept() {
    client.connected().command(0, "createStream", 2, AmfValue.NULL);
    client.command(1, "publish", 3, AmfValue.NULL, AmfValue.of("mp4:key?token=a?b"));
    assertThat(client.events()).containsExactly("Publish 1 key?token=a?b");
  }

  @Test
  void nameAndTypeMayBeMissingOrOfAnotherKind() {
    client.connected().command(0, "createStream", 2, AmfValue.NULL);
    client.command(1, "publish", 3);
    client.command(1, "publish", 3, AmfValue.NULL, AmfValue.of(7), AmfValue.of(true));

    assertThat(client.events())
        .containsExactly("Publish 1 ", "PublishEnded[streamId=1]", "Publish 1 ");
  }

  private void pending() {
    client.connected().command(0, "createStream", 2, AmfValue.NULL);
    client.command(1, "publish", 3, AmfValue.NULL, DEMO);
    assertThat(client.events()).containsExactly("Publish 1 demo");
    client.forget();
  }
}
