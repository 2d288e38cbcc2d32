package dev.weir.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.transport.CloseReason.Kind;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the kernel says of an end is only believed where nobody here ended it. */
final class CloseReasonTest {
  @ParameterizedTest
  @CsvSource({
    "LOST, recvAddress(..) failed with error(-110): Connection timed out",
    "LOST, sendAddress(..) failed with error(-113): No route to host",
    "LOST, Network is unreachable",
    "PEER, recvAddress(..) failed with error(-104): Connection reset by peer",
    "PEER, Broken pipe"
  })
  void theKernelKnowsWhoLeft(Kind kind, String said) {
    CloseReason reason = CloseReason.PEER.orBecauseOf(new IOException(said));
    assertThat(reason).isEqualTo(new CloseReason(kind, said));
  }

  @Test
  void whatWentWrongHereIsNotThePeersDoing() {
    assertThat(CloseReason.PEER.orBecauseOf(new NoSuchMethodError("x")).kind())
        .isEqualTo(Kind.FAILURE);
  }

  @Test
  void whoeverClosedGaveTheReason() {
    CloseReason stalled = new CloseReason(Kind.STALLED, "");
    assertThat(stalled.orBecauseOf(new IOException("Connection timed out"))).isSameAs(stalled);
    assertThat(CloseReason.PEER.orBecauseOf(null)).isSameAs(CloseReason.PEER);
  }
}
