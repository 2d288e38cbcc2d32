package dev.weir.rtmp.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.amf.AmfValue;
import dev.weir.rtmp.RtmpException;
import dev.weir.rtmp.RtmpLimits;
import dev.weir.rtmp.RtmpUrl;
import dev.weir.rtmp.handshake.HandshakeScheme;
import dev.weir.rtmp.message.MessageType;
import dev.weir.rtmp.message.StatusCode;
import dev.weir.rtmp.session.ClientTarget.Role;
import dev.weir.testkit.ByteSplitter;
import dev.weir.testkit.SessionPair;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SessionPairTest {
  private static final RtmpUrl URL = RtmpUrl.parse("rtmp://localhost/live/demo?token=x");
  private static final SessionSettings SMALL_CHUNKS =
      new SessionSettings(RtmpLimits.DEFAULT, 1_000, 2_500_000);
  private static final ClientTarget PUBLISH = ClientTarget.of(Role.PUBLISH, URL);
  private static final ClientTarget PLAY = ClientTarget.of(Role.PLAY, URL);

  @ParameterizedTest
  @EnumSource(HandshakeScheme.class)
  void aPublisherGetsThroughWithEveryHandshake(HandshakeScheme scheme) {
    for (ByteSplitter splitter : ByteSplitter.all()) {
      try (SessionPair pair = new SessionPair(PUBLISH.with(scheme), SMALL_CHUNKS, splitter)) {
        pair.exchange();
        assertThat(pair.server().scheme()).isEqualTo(scheme);
        ConnectRequest connect = pair.expectServer(ServerEvent.Connect.class).request();
        assertThat(connect.app().path()).isEqualTo("live");
        assertThat(connect.tcUrl()).isEqualTo("rtmp://localhost:1935/live");
        pair.expectClient(ClientEvent.HandshakeDone.class);

        pair.server().acceptConnect(pair.nowNanos());
        pair.exchange();
        pair.expectClient(ClientEvent.Connected.class);
        ServerEvent.Publish publish = pair.expectServer(ServerEvent.Publish.class);
        assertThat(publish.name().query()).isEqualTo("token=x");

        pair.server().acceptPublish(publish.streamId(), pair.nowNanos());
        pair.exchange();
        assertThat(pair.expectClient(ClientEvent.Started.class).streamId()).isEqualTo(1);
        assertThat(pair.client().isStarted()).isTrue();

        pair.client().publish(MessageType.VIDEO, 0xFFFF_FFF0L, body(5_000));
        pair.exchange();
        ServerEvent.Media media = pair.expectServer(ServerEvent.Media.class);
        assertThat(media.timestamp()).isEqualTo(0xFFFF_FFF0L);
        assertThat(ByteBufUtil.equals(media.payload(), body(5_000))).isTrue();
        media.release();

        pair.client().end();
        pair.exchange();
        pair.expectServer(ServerEvent.PublishEnded.class);
        assertThat(pair.client().isStarted()).isFalse();
        assertThatThrownBy(() -> pair.client().publish(8, 0, Unpooled.EMPTY_BUFFER))
            .isInstanceOf(IllegalStateException.class);
      }
    }
  }

  @Test
  void aPlayerGetsThroughAndSeesTheEnd() {
    try (SessionPair pair = new SessionPair(PLAY)) {
      pair.start();
      assertThat(pair.client().isStarted()).isTrue();

      pair.server().endPlay(1, "demo");
      pair.exchange();
      assertThat(pair.expectClient(ClientEvent.Ended.class).code())
          .isEqualTo("NetStream.Play.UnpublishNotify");
      assertThat(pair.openEvents()).isZero();
    }
  }

  @Test
  void aNodeIsToldByWhichClockItPlays() {
    try (SessionPair pair = new SessionPair(PLAY)) {
      pair.exchange();
      pair.server().acceptConnect(pair.nowNanos());
      pair.exchange();
      assertThat(pair.server().acceptPlay(1, "demo", "c10c")).isTrue();
      pair.exchange();
      pair.expectClient(ClientEvent.HandshakeDone.class);
      pair.expectClient(ClientEvent.Connected.class);
      pair.expectClient(ClientEvent.Status.class);

      assertThat(pair.expectClient(ClientEvent.Started.class).clock()).isEqualTo("c10c");
    }
  }

  @Test
  void aRefusalIsToldWithItsDescription() {
    try (SessionPair pair = new SessionPair(PLAY)) {
      pair.exchange();
      pair.server().acceptConnect(pair.nowNanos());
      pair.exchange();
      pair.server().rejectPlay(1, StatusCode.PLAY_STREAM_NOT_FOUND, "No such stream.");
      pair.exchange();
      pair.expectClient(ClientEvent.HandshakeDone.class);
      pair.expectClient(ClientEvent.Connected.class);

      assertThat(pair.expectClient(ClientEvent.Refused.class))
          .isEqualTo(new ClientEvent.Refused("NetStream.Play.StreamNotFound", "No such stream."));
    }
  }

  @Test
  void aRefusedConnectIsToldToo() {
    try (SessionPair pair = new SessionPair(PLAY.with("weirNode", AmfValue.of("a")))) {
      pair.exchange();
      assertThat(pair.server().connect().property("weirNode").asText("")).isEqualTo("a");
      pair.server().rejectConnect(StatusCode.CONNECT_INVALID_APP, "No such app.");
      pair.exchange();
      pair.expectClient(ClientEvent.HandshakeDone.class);

      assertThat(pair.expectClient(ClientEvent.Refused.class).code())
          .isEqualTo("NetConnection.Connect.InvalidApp");
    }
  }

  @Test
  void theClientWaitsForEachAnswerAndNotForever() {
    try (SessionPair pair = new SessionPair(PLAY)) {
      assertThatThrownBy(() -> pair.client().handleTimeout(pair.nowNanos() + 5_000_000_000L))
          .isInstanceOf(RtmpException.class);
      pair.exchange();
      pair.server().acceptConnect(pair.nowNanos());
      pair.exchange();
      // A play may be held until its stream appears.
      pair.advance(59_999);
      assertThatThrownBy(() -> pair.advance(1)).isInstanceOf(RtmpException.class);
    }
  }

  @Test
  void bothSidesAcknowledgeAndPing() {
    try (SessionPair pair = new SessionPair(PUBLISH)) {
      pair.start();
      for (int i = 0; i < 100; i++) {
        pair.client().publish(MessageType.VIDEO, i, body(50_000));
        pair.exchange();
        pair.expectServer(ServerEvent.Media.class).release();
      }
      pair.server().ping(pair.nowNanos());
      pair.exchange();
      assertThat(pair.openEvents()).isZero();
    }
  }

  private static ByteBuf body(int length) {
    byte[] body = new byte[length];
    for (int i = 0; i < length; i++) {
      body[i] = (byte) (i * 31);
    }
    return Unpooled.wrappedBuffer(body);
  }
}
