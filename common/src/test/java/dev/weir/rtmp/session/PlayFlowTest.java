package dev.weir.rtmp.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.amf.AmfValue;
import dev.weir.rtmp.message.StatusCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlayFlowTest {
  private static final AmfValue DEMO = AmfValue.of("demo");
  private static final String SAMPLE_ACCESS =
      "7c52746d7053616d706c65416363657373" + "0101" + "0101";

  private final RawClient client = new RawClient();

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void repliesStandInTheOrderThatClientsWant() {
    client.connected();
    client.write(out -> client.encoder().bufferLength(out, 0, 300));
    client.command(0, "createStream", 2, AmfValue.NULL);
    client.command(0, "FCSubscribe", 3, AmfValue.NULL, DEMO);
    client.command(0, "getStreamLength", 4, AmfValue.NULL, DEMO);
    client.command(1, "play", 5, AmfValue.NULL, DEMO, AmfValue.of(-2_000));
    assertThat(client.events()).containsExactly("Play 1 demo");
    assertThat(client.replies())
        .containsExactly("3/0 _result 2 null 1", "3/0 _result 3 null", "3/0 _result 4 null 0");

    assertThat(client.session().acceptPlay(1, "demo")).isTrue();
    assertThat(client.replies())
        .containsExactly(
            "2/0 UserControl 0 1",
            "5/1 onStatus 0 null NetStream.Play.Reset",
            "5/1 onStatus 0 null NetStream.Play.Start",
            "5/1 Data 020011" + SAMPLE_ACCESS);

    client.session().endPlay(1, "demo");
    assertThat(client.replies())
        .containsExactly(
            "5/1 onStatus 0 null NetStream.Play.UnpublishNotify",
            "2/0 UserControl 1 1",
            "5/1 onStatus 0 null NetStream.Play.Stop");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-2_000, -2, -1, 0, 3.5, 1e308, Double.NaN, Double.NEGATIVE_INFINITY})
  void everyStartMeansLive(double start) {
    client.connected().command(0, "createStream", 2, AmfValue.NULL);
    client.command(
        1,
        "play",
        5,
        AmfValue.NULL,
        DEMO,
        AmfValue.of(start),
        AmfValue.of(start),
        AmfValue.of(start));
    assertThat(client.events()).containsExactly("Play 1 demo");
  }

  @Test
  void aRefusedPlayIsToldOnItsMessageStream() {
    client.connected().command(0, "createStream", 2, AmfValue.NULL);
    client.command(1, "play", 5, AmfValue.NULL, DEMO).forget();
    client.session().rejectPlay(1, StatusCode.PLAY_STREAM_NOT_FOUND, "No such stream.");

    assertThat(client.replies())
        .containsExactly("5/1 onStatus 0 null NetStream.Play.StreamNotFound");
    assertThat(client.session().acceptPlay(1, "demo")).isFalse();
    assertThat(client.replies()).isEmpty();
  }

  @Test
  void pauseAndResumeAreAnsweredAndTold() {
    client.playing();
    client.command(1, "pause", 0, AmfValue.NULL, AmfValue.of(true), AmfValue.of(0));
    assertThat(client.replies())
        .containsExactly("5/1 onStatus 0 null NetStream.Pause.Notify", "2/0 UserControl 1 1");
    client.command(1, "pauseRaw", 0, AmfValue.NULL, AmfValue.of(false), AmfValue.of(0));
    assertThat(client.replies())
        .containsExactly("5/1 onStatus 0 null NetStream.Unpause.Notify", "2/0 UserControl 0 1");
    client.command(1, "pauseraw", 0, AmfValue.NULL);

    assertThat(client.events())
        .containsExactly(
            "Pause[streamId=1, paused=true]",
            "Pause[streamId=1, paused=false]",
            "Pause[streamId=1, paused=true]");
  }

  @Test
  void receiveAudioAndVideoAreToldAndTheirReturnIsAnswered() {
    client.playing();
    client.command(1, "receiveAudio", 0, AmfValue.NULL, AmfValue.of(false));
    assertThat(client.replies()).isEmpty();
    client.command(1, "receiveVideo", 0, AmfValue.NULL, AmfValue.of(true));
    assertThat(client.replies())
        .containsExactly(
            "5/1 onStatus 0 null NetStream.Seek.Notify",
            "5/1 onStatus 0 null NetStream.Play.Start");

    assertThat(client.events())
        .containsExactly(
            "Receive[streamId=1, video=false, wanted=false]",
            "Receive[streamId=1, video=true, wanted=true]");
  }

  @Test
  void nothingSaysThatPlayStartedWhileItWaits() {
    client.connected().command(0, "createStream", 2, AmfValue.NULL);
    client.command(1, "play", 5, AmfValue.NULL, DEMO).forget();
    client.command(1, "receiveVideo", 0, AmfValue.NULL, AmfValue.of(true));
    client.command(1, "seek", 0, AmfValue.NULL, AmfValue.of(0));
    client.command(1, "pause", 0, AmfValue.NULL, AmfValue.of(true));

    assertThat(client.replies()).isEmpty();
    assertThat(client.events()).containsExactly("Receive[streamId=1, video=true, wanted=true]");
  }

  @Test
  void seekIsAnsweredWithoutAnError() {
    client.playing().command(1, "seek", 0, AmfValue.NULL, AmfValue.of(Double.NaN));
    assertThat(client.replies()).containsExactly("5/1 onStatus 0 null NetStream.Seek.Notify");
  }

  @Test
  void playTwoNamesItsStreamInAnObjectAndReplacesTheFirst() {
    client.playing();
    client.command(1, "play2", 0, AmfValue.NULL, AmfValue.object("streamName", "other"));

    assertThat(client.events()).containsExactly("PlayEnded[streamId=1]", "Play 1 other");
  }

  @Test
  void closeStreamEndsThePlayAndKeepsTheMessageStream() {
    client.playing().command(1, "closeStream", 0, AmfValue.NULL);
    assertThat(client.events()).containsExactly("PlayEnded[streamId=1]");
    client.command(1, "play", 0, AmfValue.NULL, DEMO);
    assertThat(client.events()).containsExactly("Play 1 demo");
  }

  @Test
  void commandsOfAPlayerDoNothingWhereNothingIsPlayed() {
    client.publishing();
    for (String name : new String[] {"pause", "seek", "receiveAudio", "receiveVideo"}) {
      for (int streamId : new int[] {0, 1, 2, 99}) {
        client.command(streamId, name, 5, AmfValue.NULL, AmfValue.of(true));
      }
    }
    assertThat(client.events()).isEmpty();
    assertThat(client.replies()).isEmpty();
  }

  @Test
  void endingAPlayThatIsNoneSaysNothing() {
    client.connected();
    client.session().endPlay(1, "demo");
    client.session().endPlay(-1, "demo");
    assertThat(client.replies()).isEmpty();
  }
}
