package dev.weir.rtmp.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.amf.AmfValue;
import dev.weir.rtmp.RtmpError;
import dev.weir.rtmp.RtmpException;
import dev.weir.rtmp.message.MessageType;
import dev.weir.rtmp.message.StatusCode;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatesTest {
  private static final AmfValue DEMO = AmfValue.of("demo");

  private final RawClient client = new RawClient();

  @AfterEach
  void close() {
    client.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"createStream", "publish", "play", "_checkbw", "whatever"})
  void commandsBeforeConnectEndTheConnection(String name) {
    client.shakeHands();
    assertFails(RtmpError.BAD_STATE, () -> client.command(0, name, 2, AmfValue.NULL));
  }

  @Test
  void connectTwiceEndsTheConnection() {
    client.connected();
    assertFails(RtmpError.BAD_STATE, client::connect);
  }

  @Test
  void aSessionThatFailedReadsNothingMore() {
    client.connected();
    assertFails(RtmpError.BAD_STATE, client::connect);
    client.command(0, "createStream", 2, AmfValue.NULL).send(new byte[100]);

    assertThat(client.events()).isEmpty();
    assertThat(client.replies()).isEmpty();
  }

  @Test
  void whatStandsBehindConnectIsLimited() {
    client.shakeHands().connect();
    client.send(new byte[60_000]);
    assertFails(RtmpError.TOO_MUCH_STATE, () -> client.send(new byte[6_000]));
  }

  @Test
  void aRejectedConnectIsToldWithItsTransaction() {
    client.shakeHands().command(0, "connect", 7, AmfValue.object("app", "x"));
    client.session().rejectConnect(StatusCode.CONNECT_REJECTED, "No.");

    assertThat(client.replies())
        .containsExactly("3/0 _error 7 null NetConnection.Connect.Rejected");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {"0, 0", "3, 3", "1, 0", "none, 0", "NaN, 0", "-1, 0"})
  void objectEncodingIsThreeOnlyWhenAskedForAndZeroWhenMissing(Double asked, int answered) {
    client
        .shakeHands()
        .command(
            0,
            "connect",
            1,
            asked == null
                ? AmfValue.object("app", "live")
                : AmfValue.object("app", "live", "objectEncoding", asked));
    assertThat(client.events()).containsExactly("Connect live");
    assertThat(client.session().connect().objectEncoding()).isEqualTo(answered);
  }

  @ParameterizedTest
  @CsvSource({
    "live, live",
    "live/, live",
    "live/_definst_, live",
    "'', ''",
    "/, ''",
    "live/room1, live/room1",
    "live?token=x, live?token=x",
    "../../etc, ../../etc"
  })
  void theAppIsCleaned(String app, String told) {
    client.shakeHands().command(0, "connect", 1, AmfValue.object("app", app));
    assertThat(client.events()).containsExactly("Connect " + told);
  }

  @Test
  void connectMayHaveNothingAndMayHaveMore() {
    client.shakeHands().command(0, "connect", 0);
    assertThat(client.events()).containsExactly("Connect ");
    try (RawClient other = new RawClient()) {
      other
          .shakeHands()
          .command(
              0,
              "connect",
              1,
              AmfValue.object("app", 5, "tcurl", "rtmp://h/live"),
              AmfValue.of("extra"),
              AmfValue.object());
      assertThat(other.events()).containsExactly("Connect ");
      assertThat(other.session().connect().tcUrl()).isEqualTo("rtmp://h/live");
    }
  }

  @Test
  void aSecondPublishOnAMessageStreamEndsTheFirst() {
    client.publishing().command(1, "publish", 4, AmfValue.NULL, AmfValue.of("other"));
    assertThat(client.events()).containsExactly("PublishEnded[streamId=1]", "Publish 1 other");
  }

  @Test
  void aMessageStreamHasOneRole() {
    client.publishing().command(1, "play", 4, AmfValue.NULL, DEMO);
    assertThat(client.events()).containsExactly("PublishEnded[streamId=1]", "Play 1 demo");
    client.command(1, "publish", 4, AmfValue.NULL, DEMO);
    assertThat(client.events()).containsExactly("PlayEnded[streamId=1]", "Publish 1 demo");
  }

  @Test
  void twoMessageStreamsHaveRolesOfTheirOwn() {
    client.publishing().command(0, "createStream", 4, AmfValue.NULL);
    client.command(2, "play", 5, AmfValue.NULL, DEMO);
    assertThat(client.events()).containsExactly("Play 2 demo");
    client.command(0, "FCUnpublish", 0, AmfValue.NULL, DEMO);
    assertThat(client.events()).containsExactly("PublishEnded[streamId=1]");
  }

  @Test
  void eightMessageStreamsAndNoMore() {
    client.connected();
    for (int i = 1; i <= 8; i++) {
      client.command(0, "createStream", i, AmfValue.NULL);
      assertThat(client.replies()).containsExactly("3/0 _result " + i + " null " + i);
    }
    assertFails(
        RtmpError.TOO_MUCH_STATE, () -> client.command(0, "createStream", 9, AmfValue.NULL));
  }

  @Test
  void aDeletedMessageStreamMayBeCreatedAgain() {
    client.publishing().command(0, "deleteStream", 4, AmfValue.NULL, AmfValue.of(1));
    assertThat(client.events()).containsExactly("PublishEnded[streamId=1]");
    client.media(MessageType.VIDEO, 1, 0, (byte) 1);
    assertThat(client.events()).containsExactly("Ignored MEDIA_WITHOUT_PUBLISH");
    client.command(0, "createStream", 5, AmfValue.NULL);
    assertThat(client.replies()).containsExactly("3/0 _result 5 null 1");
  }

  @Test
  void deleteStreamWithANameMeansTheMessageStreamItCameOnAsGstreamerDoes() {
    client.publishing().command(1, "deleteStream", 0, AmfValue.NULL, DEMO);
    assertThat(client.events()).containsExactly("PublishEnded[streamId=1]");
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        0,
        2,
        8,
        9,
        99,
        -1,
        1.5,
        1e308,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        4_294_967_297.0
      })
  void deleteStreamOfNoMessageStreamDeletesNone(double id) {
    client.publishing().command(1, "deleteStream", 4, AmfValue.NULL, AmfValue.of(id));
    assertThat(client.events()).isEmpty();
    assertThat(client.replies()).isEmpty();
  }

  @Test
  void publishAndPlayNeedAMessageStream() {
    client.connected().command(0, "publish", 4, AmfValue.NULL, DEMO);
    client.command(5, "play", 5, AmfValue.NULL, DEMO);
    client.command(-1, "play", 6, AmfValue.NULL, DEMO);

    assertThat(client.events()).isEmpty();
    assertThat(client.replies())
        .containsExactly(
            "3/0 _error 4 null NetConnection.Call.Failed",
            "3/0 _error 5 null NetConnection.Call.Failed",
            "3/0 _error 6 null NetConnection.Call.Failed");
  }

  @Test
  void whatWantsNoReplyGetsNone() {
    client.connected();
    for (String name :
        new String[] {
          "_checkbw",
          "releaseStream",
          "FCSubscribe",
          "FCUnsubscribe",
          "getStreamLength",
          "createStream",
          "publish",
          "play"
        }) {
      client.command(0, name, 0, AmfValue.NULL, DEMO);
    }
    assertThat(client.replies()).isEmpty();
    assertThat(client.events())
        .containsExactly("Ignored UNKNOWN_COMMAND", "Ignored UNKNOWN_COMMAND");
  }

  @Test
  void checkBandwidthIsAnsweredWhenItHasATransaction() {
    client.connected().command(0, "_checkbw", 9, AmfValue.NULL);
    assertThat(client.replies()).containsExactly("3/0 _result 9 null");
  }

  @Test
  void unknownCommandsAreCountedAndNotAnswered() {
    client.connected().command(0, "set_playlist", 9, AmfValue.NULL).command(7, "", 9);
    assertThat(client.replies()).isEmpty();
    assertThat(client.events())
        .containsExactly("Ignored UNKNOWN_COMMAND", "Ignored UNKNOWN_COMMAND");
  }

  @Test
  void mediaWhereNothingIsPublishedIsDroppedAndAfterAHundredEndsTheConnection() {
    client.playing();
    for (int i = 0; i < 100; i++) {
      client.media(i % 2 == 0 ? MessageType.AUDIO : MessageType.VIDEO, i % 4, 0, (byte) 1);
    }
    assertThat(client.events()).hasSize(100).containsOnly("Ignored MEDIA_WITHOUT_PUBLISH");
    assertFails(RtmpError.BAD_STATE, () -> client.media(MessageType.AUDIO, 1, 0, (byte) 1));
  }

  @Test
  void mediaBeforeConnectIsDroppedTheSame() {
    client.shakeHands();
    assertFails(
        RtmpError.BAD_STATE,
        () -> {
          for (int i = 0; i < 101; i++) {
            client.media(MessageType.AUDIO, 1, 0, (byte) 1);
          }
        });
  }

  @Test
  void anAcceptedPublishForgivesWhatCameBefore() {
    client.connected().command(0, "createStream", 2, AmfValue.NULL);
    for (int round = 0; round < 20; round++) {
      for (int i = 0; i < 60; i++) {
        client.media(MessageType.AUDIO, 1, 0, (byte) 1);
      }
      client.command(1, "publish", 3, AmfValue.NULL, DEMO);
      client.session().acceptPublish(1, client.now());
      client.command(1, "closeStream", 0, AmfValue.NULL).advance(1_000);
    }
    assertThat(client.events()).contains("PublishEnded[streamId=1]");
  }

  private static void assertFails(RtmpError error, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(RtmpException.class, e -> assertThat(e.error()).isEqualTo(error));
  }
}
