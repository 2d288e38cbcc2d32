package dev.weir.rtmp.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.amf.AmfValue;
import dev.weir.rtmp.RtmpUrl;
import dev.weir.rtmp.message.MessageEncoder;
import dev.weir.rtmp.session.ClientTarget.Role;
import dev.weir.testkit.ByteSplitter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Capabilities in connect, and the request to go on elsewhere (E-RTMP v2). */
class ReconnectTest {
  private static final long NOW = 1_000_000_000L;

  /** The request, chunk header and all. */
  private static final String REQUEST =
      "0300000000009f14000000000200086f6e53746174757300000000000000000005030005"
          + "6c6576656c0200067374617475730004636f64650200264e6574436f6e6e656374696f6e"
          + "2e436f6e6e6563742e5265636f6e6e65637452657175657374000b646573637269707469"
          + "6f6e020014546865206e6f6465206973206c656176696e672e0005746355726c02001972"
          + "746d703a2f2f31302e302e302e323a313933352f6c697665000009";

  /** The information object of a connect answer to a peer that speaks Enhanced RTMP. */
  private static final String INFORMATION =
      "0300056c6576656c0200067374617475730004636f646502001d4e6574436f6e6e656374"
          + "696f6e2e436f6e6e6563742e53756363657373000b6465736372697074696f6e02001543"
          + "6f6e6e656374696f6e207375636365656465642e000e6f626a656374456e636f64696e67"
          + "0000000000000000000012766964656f466f75724363496e666f4d61700300012a004010"
          + "0000000000000000090012617564696f466f75724363496e666f4d61700300012a004010"
          + "000000000000000009000663617073457800402e000000000000000009";

  private final RawClient peer = new RawClient();

  @AfterEach
  void close() {
    peer.close();
  }

  @Test
  void theRequestIsAStatusOfTheConnection() {
    peer.connected();
    peer.session().requestReconnect("rtmp://10.0.0.2:1935/live", "The node is leaving.");

    assertThat(said(peer.session())).isEqualTo(REQUEST);
  }

  @Test
  void withoutAnAddressTheRequestNamesNone() {
    peer.connected();
    peer.session().requestReconnect("", "The node is leaving.");

    assertThat(said(peer.session())).doesNotContain(hex("tcUrl")).endsWith("000009");
  }

  @Test
  void nobodyIsAskedBeforeConnect() {
    peer.shakeHands().forget();
    peer.session().requestReconnect("", "");
    peer.session().announceClose("");

    assertThat(peer.replies()).isEmpty();
  }

  @Test
  void aCloseIsAnnouncedAsAStatusOfTheConnection() {
    peer.connected();
    peer.session().announceClose("Going.");

    assertThat(peer.replies()).containsExactly("3/0 onStatus 0 null NetConnection.Connect.Closed");
  }

  @ParameterizedTest
  @CsvSource({
    "capsEx, 1, true",
    "capsEx, 15, true",
    "CapsEx, 3, true",
    "capsEx, 14, false",
    "capsEx, 0, false",
    "capsEx, NaN, false",
    "capsEx, -1e300, false",
    "caps, 1, false"
  })
  void whoCanReconnectSaysSoInOneBit(String name, double value, boolean can) {
    peer.shakeHands().command(0, "connect", 1, AmfValue.object("app", "live", name, value));

    assertThat(peer.session().connect().reconnects()).isEqualTo(can);
  }

  @Test
  void aCapabilityOfAnotherTypeIsNone() {
    peer.shakeHands().command(0, "connect", 1, AmfValue.object("app", "live", "capsEx", "1"));

    assertThat(peer.session().connect().reconnects()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"capsEx", "CAPSEX", "fourCcList", "videoFourCcInfoMap", "audioFourCcInfoMap"})
  void whoSpeaksOfEnhancedRtmpIsToldWhatWeCan(String property) {
    peer.shakeHands().command(0, "connect", 1, AmfValue.object("app", "live", property, 0));
    peer.session().acceptConnect(peer.now());

    assertThat(said(peer.session())).endsWith(INFORMATION);
  }

  @Test
  void nobodyElseIs() {
    peer.shakeHands().connect();
    peer.session().acceptConnect(peer.now());

    assertThat(said(peer.session()))
        .contains(hex("NetConnection.Connect.Success"))
        .doesNotContain(hex("capsEx"))
        .doesNotContain(hex("FourCc"));
  }

  @Test
  void aClientHearsTheRequestHoweverItIsCut() {
    byte[] request = HexFormat.of().parseHex(REQUEST);
    for (ByteSplitter splitter : ByteSplitter.all()) {
      assertThat(heard(splitter, request))
          .containsExactly(
              "ReconnectRequested[tcUrl=rtmp://10.0.0.2:1935/live, description=The node is leaving.]");
    }
    // With the beginning of the next message behind it.
    assertThat(heard(ByteSplitter.followedBy(3, 0, 0), request)).hasSize(1);
  }

  @Test
  void aRequestWithoutAnAddressMeansTheSameAgain() {
    byte[] request =
        RawClient.bytes(
            out ->
                new MessageEncoder(ByteBufAllocator.DEFAULT, 128)
                    .command(
                        out,
                        0,
                        "onStatus",
                        0,
                        AmfValue.NULL,
                        AmfValue.object(
                            "level",
                            "status",
                            "code",
                            "NetConnection.Connect.ReconnectRequest",
                            "tcUrl",
                            7)));

    assertThat(heard(ByteSplitter.whole(), request))
        .containsExactly("ReconnectRequested[tcUrl=rtmp://localhost:1935/live, description=]");
  }

  @Test
  void theRequestEndsNothing() {
    try (ClientSession client = started()) {
      client.receive(Unpooled.wrappedBuffer(HexFormat.of().parseHex(REQUEST)), NOW);

      assertThat(client.isStarted()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', rtmp://a:1/live/x?k=v",
    "rtmps://b/live, rtmps://b/live",
    "//b:2/live, rtmp://b:2/live",
    "/other, rtmp://a:1/other",
    "/other?t=rtmp://c, rtmp://a:1/other?t=rtmp://c",
    "y, rtmp://a:1/live/y",
    "y?n=1, rtmp://a:1/live/y?n=1",
    "?n=1, rtmp://a:1/live/x?n=1"
  })
  void aRelativeAddressCountsFromOurOwn(String reference, String whole) {
    assertThat(TcUrl.resolve("rtmp://a:1/live/x?k=v", reference)).isEqualTo(whole);
  }

  @ParameterizedTest
  @CsvSource({
    "rtmp://a, x, rtmp://a/x",
    "rtmp://a, /x, rtmp://a/x",
    "rtmp://a?k=v, x, rtmp://a/x",
    "nonsense, x, x"
  })
  void anAddressWithoutAPathHasRoomForOne(String own, String reference, String whole) {
    assertThat(TcUrl.resolve(own, reference)).isEqualTo(whole);
  }

  @Test
  void weAnnounceThatWeReconnectWhereWeDo() {
    ClientTarget target =
        ClientTarget.of(Role.PUBLISH, RtmpUrl.parse("rtmp://localhost/live/demo")).enhanced();

    assertThat(EnhancedRtmp.reconnects(target.properties())).isTrue();
    assertThat(EnhancedRtmp.spokenBy(target.properties())).isTrue();
    assertThat(EnhancedRtmp.reconnects(Map.of())).isFalse();
  }

  private static List<String> heard(ByteSplitter splitter, byte[] request) {
    try (ClientSession client = started()) {
      splitter.split(request).forEach(part -> client.receive(Unpooled.copiedBuffer(part), NOW));
      List<String> lines = new ArrayList<>();
      for (ClientEvent event; (event = client.pollEvent()) != null; ) {
        lines.add(event.toString());
      }
      return lines;
    }
  }

  /** Publishing, with nothing left to poll. */
  private static ClientSession started() {
    MessageEncoder server = new MessageEncoder(ByteBufAllocator.DEFAULT, 128);
    ClientSession client =
        new ClientSession(
            SessionSettings.DEFAULT,
            ClientTarget.of(Role.PUBLISH, RtmpUrl.parse("rtmp://localhost/live/demo")),
            ByteBufAllocator.DEFAULT,
            new Random(1),
            NOW);
    byte[] said =
        RawClient.bytes(
            out -> {
              out.writeByte(3).writeZero(2 * 1536);
              server.setChunkSize(out, 65_536);
              server.command(out, 0, "_result", 1, AmfValue.object());
              server.command(out, 0, "_result", 4, AmfValue.NULL, AmfValue.of(1));
              AmfValue start = AmfValue.object("code", "NetStream.Publish.Start");
              server.command(out, 1, "onStatus", 0, AmfValue.NULL, start);
            });
    client.receive(Unpooled.wrappedBuffer(said), NOW);
    while (client.pollEvent() != null) {
      // Not of interest here.
    }
    return client;
  }

  private static String said(ServerSession session) {
    ByteBuf out = session.pollOutput();
    try {
      return ByteBufUtil.hexDump(out);
    } finally {
      out.release();
    }
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
  }
}
