package dev.weir.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.rtmp.handshake.HandshakeScheme;
import dev.weir.rtmp.session.ClientEvent;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Plays to the end what a first publisher will meet. Buffers that it lost would fail each test. */
class RehearsalTest {
  @ParameterizedTest
  @EnumSource(HandshakeScheme.class)
  void oneIsLetIn(HandshakeScheme handshake) {
    List<ClientEvent> heard = Rehearsal.play(handshake, true);
    assertThat(heard).anyMatch(ClientEvent.Started.class::isInstance);
    assertThat(heard.get(heard.size() - 1))
        .isInstanceOfSatisfying(
            ClientEvent.Status.class,
            last -> assertThat(last.code()).isEqualTo("NetStream.Unpublish.Success"));
  }

  @Test
  void anotherIsTold() {
    List<ClientEvent> heard = Rehearsal.play(HandshakeScheme.SIMPLE, false);
    assertThat(heard).noneMatch(ClientEvent.Started.class::isInstance);
    assertThat(heard)
        .filteredOn(ClientEvent.Refused.class::isInstance)
        .extracting(event -> ((ClientEvent.Refused) event).code())
        .containsExactly("NetStream.Publish.BadName");
  }

  @Test
  void allNamesAreOfClasses() throws IOException, ClassNotFoundException {
    List<String> names = Rehearsal.names();
    assertThat(names).isNotEmpty().doesNotHaveDuplicates();
    for (String name : names) {
      assertThat(Class.forName(name, false, getClass().getClassLoader())).isNotNull();
    }
  }

  @Test
  void comesToAnEndByItself() {
    Future<Void> over = Rehearsal.begin();
    assertThat(over.toCompletionStage()).succeedsWithin(30, TimeUnit.SECONDS);
  }
}
