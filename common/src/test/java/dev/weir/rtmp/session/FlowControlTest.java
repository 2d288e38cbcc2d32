package dev.weir.rtmp.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.amf.AmfValue;
import dev.weir.rtmp.RtmpError;
import dev.weir.rtmp.RtmpException;
import dev.weir.rtmp.message.MessageType;
import dev.weir.rtmp.message.RtmpMessage.UserControl;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowControlTest {
  private final RawClient client = new RawClient();
  private final AckWindow window = new AckWindow();

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void bytesAreAcknowledgedWithoutAWindow() {
    assertThat(acknowledged(3_000_000, 1_000)).containsExactly(1_250_000L, 2_500_000L);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 32768",
    "1, 32768",
    "65536, 32768",
    "100000, 50000",
    "1048576, 524288",
    "2500000, 1250000",
    "16777216, 1250000",
    "4294967295, 1250000"
  })
  void atHalfThePeersWindowWithinBounds(long size, long first) {
    window.window(size);
    assertThat(acknowledged((int) first, 1)).containsExactly(first);
    assertThat(window.received((int) first - 1)).isEqualTo(-1);
  }

  @Test
  void aTinyWindowDoesNotMakeAnAnswerOfEveryMessage() {
    window.window(1);
    assertThat(acknowledged(320_000, 100)).hasSize(9);
  }

  @Test
  void theNumberStartsAgainAbove0xF0000000() {
    List<Long> numbers = acknowledged(5_000_000_000L, 1_000_000);

    assertThat(numbers).allMatch(number -> number <= 0xF000_0000L);
    int last = 0;
    while (numbers.get(last + 1) > numbers.get(last)) {
      last++;
    }
    assertThat(numbers.get(last)).isGreaterThan(0xF000_0000L - 2_000_000);
    assertThat(numbers.get(last + 1)).isEqualTo(2_000_000);
  }

  @Test
  void theSessionAcknowledgesAndCountsTheHandshake() {
    client.publishing();
    client.write(out -> client.encoder().control(out, MessageType.WINDOW_ACK_SIZE, 65_536));
    for (int i = 0; i < 31; i++) {
      client.media(MessageType.AUDIO, 1, i, new byte[1_000]);
    }
    assertThat(client.replies()).singleElement().asString().startsWith("2/0 Acknowledgement 3");
  }

  @Test
  void acknowledgementsAndBandwidthOfThePeerChangeNothing() {
    client.publishing();
    client.write(out -> client.encoder().control(out, MessageType.ACKNOWLEDGEMENT, 0xFFFF_FFFFL));
    client.write(out -> client.encoder().peerBandwidth(out, 1));

    assertThat(client.replies()).isEmpty();
    assertThat(client.events()).isEmpty();
  }

  @Test
  void onlyPingRequestsAreAnswered() {
    client.publishing();
    for (int event : new int[] {0, 1, 2, 3, 4, 5, 7, 26, 27, 31, 32, 0xFFFF}) {
      client.write(out -> client.encoder().userControl(out, event, 1));
    }
    assertThat(client.replies()).isEmpty();
    client.write(out -> client.encoder().userControl(out, UserControl.PING_REQUEST, 0xCAFE_BABEL));
    assertThat(client.replies()).containsExactly("2/0 UserControl 7 3405691582");
  }

  @Test
  void aPingAsksWithTheTime() {
    client.publishing();
    client.session().ping(5_000_000_000L);
    assertThat(client.replies()).containsExactly("2/0 UserControl 6 5000");
  }

  @Test
  void answersToPingsDoNotPileUp() {
    client.publishing();
    for (int i = 0; i < 500; i++) {
      client.write(out -> client.encoder().userControl(out, UserControl.PING_REQUEST, 1));
    }
    assertThat(client.replies()).hasSize(64);
    client.write(out -> client.encoder().userControl(out, UserControl.PING_REQUEST, 1));
    assertThat(client.replies()).hasSize(1);
  }

  @Test
  void aControlFloodEndsTheConnection() {
    client.publishing();
    assertTooFast(
        () -> {
          for (int i = 0; i < 1_001; i++) {
            client.write(out -> client.encoder().userControl(out, UserControl.PING_REQUEST, 1));
          }
        });
  }

  @Test
  void aCommandFloodEndsTheConnection() {
    client.publishing().advance(10_000);
    assertTooFast(
        () -> {
          for (int i = 0; i < 201; i++) {
            client.command(0, "unknown", 1, AmfValue.NULL);
          }
        });
  }

  @Test
  void theirOrdinaryRateDoesNot() {
    client.playing();
    for (int second = 0; second < 100; second++) {
      client.advance(1_000);
      for (int i = 0; i < 50; i++) {
        client.command(0, "unknown", 1, AmfValue.NULL);
        client.write(out -> client.encoder().control(out, MessageType.ACKNOWLEDGEMENT, 1));
      }
      client.forget();
    }
  }

  @Test
  void aFloodOfTinyChunksEndsTheConnectionAndLosesNoBuffer() {
    client.publishing().write(out -> client.encoder().setChunkSize(out, 1));
    byte[] message =
        RawClient.bytes(
            out -> {
              out.writeByte(4).writeMedium(0).writeMedium(5_000).writeByte(9).writeIntLE(1);
              for (int i = 0; i < 5_000; i++) {
                out.writeByte(1);
                if (i < 4_999) {
                  out.writeByte(0xC4);
                }
              }
            });
    assertTooFast(
        () -> {
          for (int i = 0; i < 11; i++) {
            client.send(message);
          }
        });
  }

  @Test
  void aFloodOfEmptyMessagesIsOneToo() {
    client.publishing();
    client.send(
        RawClient.bytes(
            out -> out.writeByte(4).writeMedium(0).writeMedium(0).writeByte(8).writeIntLE(1)));
    byte[] again = new byte[60_000];
    Arrays.fill(again, (byte) 0xC4);
    assertTooFast(() -> client.send(again));
  }

  private List<Long> acknowledged(long bytes, int portion) {
    List<Long> numbers = new ArrayList<>();
    for (long sent = 0; sent < bytes; sent += portion) {
      long number = window.received(portion);
      if (number >= 0) {
        numbers.add(number);
      }
    }
    return numbers;
  }

  private static void assertTooFast(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            RtmpException.class, e -> assertThat(e.error()).isEqualTo(RtmpError.TOO_FAST));
  }
}
