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

class DeadlinesTest {
  private final RawClient client = new RawClient();

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void theHandshakeHasFiveSecondsAndNoByteExtendsThem() {
    assertTimesOut(
        () -> {
          for (int i = 0; i < 5; i++) {
            client.send((byte) (i == 0 ? 3 : 0)).advance(1_000);
          }
        });
  }

  @Test
  void connectHasFiveSecondsFromTheHandshake() {
    client.advance(4_999).shakeHands().advance(4_999);
    assertTimesOut(() -> client.advance(1));
  }

  @Test
  void aRoleHasTenSecondsFromConnectAndCommandsDoNotExtendThem() {
    client.connected().advance(5_000).command(0, "createStream", 2, AmfValue.NULL).advance(4_999);
    assertTimesOut(() -> client.advance(1));
  }

  @Test
  void aPendingRoleWaitsAsLongAsTheNodeNeeds() {
    client.connected().command(0, "createStream", 2, AmfValue.NULL);
    client.command(1, "play", 3, AmfValue.NULL, AmfValue.of("demo"));
    client.advance(3_600_000);
    assertThat(client.session().acceptPlay(1, "demo")).isTrue();
  }

  @Test
  void aPlayerMaySayNothingForHours() {
    client.playing().advance(24 * 3_600_000);
    assertThat(client.session().nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void theFirstMediaHasTwentySecondsFromPublishStart() {
    client.publishing().advance(10_000).data(1, AmfValue.of("onCuePoint")).advance(9_999);
    assertTimesOut(() -> client.advance(1));
  }

  @Test
  void thenThirtySecondsMayPassBetweenTwo() {
    client.publishing().advance(19_999).media(MessageType.AUDIO, 1, 0, (byte) 1);
    client.advance(29_999).media(MessageType.VIDEO, 1, 0, (byte) 1).advance(29_999);
    assertTimesOut(() -> client.advance(1));
  }

  @Test
  void anEndedPublisherHasTenSecondsForAnotherRole() {
    client.publishing().command(0, "FCUnpublish", 0, AmfValue.NULL, AmfValue.of("demo"));
    client.advance(9_999);
    assertTimesOut(() -> client.advance(1));
  }

  @Test
  void soHasARejectedOne() {
    client.connected().command(0, "createStream", 2, AmfValue.NULL);
    client.command(1, "publish", 3, AmfValue.NULL, AmfValue.of("demo")).advance(60_000);
    client.session().rejectPublish(1, StatusCode.PUBLISH_BAD_NAME, "Taken.");
    client.advance(1).advance(9_999);
    assertTimesOut(() -> client.advance(1));
  }

  @Test
  void andAPlayerWhoseStreamEnded() {
    client.playing().advance(3_600_000);
    client.session().endPlay(1, "demo");
    client.advance(1).advance(9_999);
    assertTimesOut(() -> client.advance(1));
  }

  @Test
  void whoTakesANewRoleInTimeMayStay() {
    client.playing();
    client.session().endPlay(1, "demo");
    client.advance(1).advance(5_000);
    client.command(1, "play", 3, AmfValue.NULL, AmfValue.of("demo")).advance(3_600_000);
    assertThat(client.session().nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void theSilentestOfTwoPublishersCounts() {
    client.publishing().command(0, "createStream", 4, AmfValue.NULL);
    client.command(2, "publish", 5, AmfValue.NULL, AmfValue.of("second"));
    client.session().acceptPublish(2, client.now());
    client.advance(19_000).media(MessageType.AUDIO, 1, 0, (byte) 1);
    assertTimesOut(() -> client.advance(1_000));
  }

  private static void assertTimesOut(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            RtmpException.class, e -> assertThat(e.error()).isEqualTo(RtmpError.TIMEOUT));
  }
}
