package dev.weir.rtmp.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.amf.Amf0Writer;
import dev.weir.amf.AmfValue;
import dev.weir.rtmp.RtmpException;
import dev.weir.rtmp.RtmpUrl;
import dev.weir.rtmp.message.MessageEncoder;
import dev.weir.rtmp.message.MessageType;
import dev.weir.rtmp.session.ClientTarget.Role;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client session before servers of every kind. */
class ClientSessionTest {
  private static final RtmpUrl URL = RtmpUrl.parse("rtmp://localhost/live/demo");
  private static final String PLAY_START = "NetStream.Play.Start";
  private static final long NOW = 1_000_000_000L;

  private final MessageEncoder server = new MessageEncoder(ByteBufAllocator.DEFAULT, 128);
  private ClientSession client = open(Role.PLAY);

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void mediaIsTakenOnlyOnceWePlay() {
    shakeHands();
    media(MessageType.VIDEO, 1, 2);
    assertThat(events()).containsExactly("HandshakeDone[]");
    connected();
    media(MessageType.AUDIO, 1);
    data("onMetaData");
    assertThat(events()).containsExactly("Connected[]");
    created(AmfValue.of(1));
    media(MessageType.AUDIO, 1);
    data("onMetaData");
    status("status", PLAY_START);
    media(MessageType.VIDEO, 2);
    media(MessageType.VIDEO);
    media(MessageType.AUDIO);
    assertThat(events())
        .containsExactly(
            "Audio 01", "Data METADATA", "Started[streamId=1, clock=]", "Video 02", "Audio ");
    status("status", "NetStream.Play.UnpublishNotify");
    media(MessageType.VIDEO, 3);
    assertThat(events()).containsExactly("Ended[code=NetStream.Play.UnpublishNotify]");
  }

  @Test
  void aPingAsksForASignOfLifeOnceHandsAreShaken() {
    release(client.pollOutput());
    client.ping(NOW);
    assertThat(client.pollOutput()).isNull();
    shakeHands();
    release(client.pollOutput());
    client.ping(NOW);
    ByteBuf out = client.pollOutput();
    assertThat(ByteBufUtil.hexDump(out)).endsWith("0006000003e8");
    out.release();
  }

  private static void release(ByteBuf out) {
    if (out != null) {
      out.release();
    }
  }

  @Test
  void aPublisherTakesNoMedia() {
    client.close();
    client = open(Role.PUBLISH);
    shakeHands();
    connected();
    created(AmfValue.of(1));
    status("status", "NetStream.Publish.Start");
    media(MessageType.VIDEO, 1);
    data("onMetaData");

    assertThat(events())
        .containsExactly("HandshakeDone[]", "Connected[]", "Started[streamId=1, clock=]");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 0.5, 1e308, Double.NaN, Double.POSITIVE_INFINITY, 4_294_967_297.0})
  void aMessageStreamThatCannotBeOneIsRefused(double id) {
    shakeHands();
    connected();
    assertThatThrownBy(() -> created(AmfValue.of(id))).isInstanceOf(RtmpException.class);
    // And nothing more is read.
    media(MessageType.VIDEO, 1);
    assertThat(events()).containsExactly("HandshakeDone[]", "Connected[]");
  }

  @Test
  void errorsOfOptionalCommandsAreNone() {
    client.close();
    client = open(Role.PUBLISH);
    shakeHands();
    connected();
    command(0, "_error", 2, AmfValue.NULL, AmfValue.object("code", "x"));
    command(0, "_error", 3, AmfValue.NULL, AmfValue.object("code", "x"));
    created(AmfValue.of(1));
    status("status", "NetStream.Publish.Start");
    command(0, "_error", 99, AmfValue.NULL, AmfValue.object("code", "x"));

    assertThat(client.isStarted()).isTrue();
  }

  @Test
  void otherErrorsAreARefusal() {
    shakeHands();
    connected();
    command(0, "_error", 4, AmfValue.NULL, AmfValue.object("code", "c", "description", "d"));
    command(0, "_error", 4, AmfValue.NULL);

    assertThat(events()).endsWith("Refused[code=c, description=d]").hasSize(3);
    assertThat(client.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void answersOutOfTurnDoNothing() {
    shakeHands();
    created(AmfValue.of(1));
    status("status", PLAY_START);
    command(0, "_result", 77, AmfValue.NULL, AmfValue.of(1));
    command(0, "onBWDone", 0, AmfValue.NULL, AmfValue.of(8_192));
    connected();
    connected();

    assertThat(client.isStarted()).isFalse();
    assertThat(events()).containsExactly("HandshakeDone[]", "Connected[]");
  }

  @Test
  void statusOfNoConsequenceIsTold() {
    shakeHands();
    connected();
    created(AmfValue.of(1));
    status("status", "NetStream.Play.Reset");
    command(0, "onStatus", 0);

    assertThat(events())
        .endsWith("Status[code=NetStream.Play.Reset, description=]", "Status[code=, description=]");
  }

  @Test
  void aCloseCommandIsTheEnd() {
    shakeHands();
    connected();
    command(0, "close", 0);
    assertThat(events()).last().isEqualTo("Ended[code=NetConnection.Connect.Closed]");
  }

  @Test
  void everythingIsReleasedWhereverTheServerStops() {
    ByteBuf said = Unpooled.buffer();
    said.writeByte(3).writeZero(2 * 1536);
    server.command(said, 0, "_result", 1, AmfValue.object());
    server.command(said, 0, "_result", 4, AmfValue.NULL, AmfValue.of(1));
    server.command(said, 1, "onStatus", 0, AmfValue.NULL, AmfValue.object("code", PLAY_START));
    server.media(said, MessageType.VIDEO, 1, 0, Unpooled.wrappedBuffer(new byte[200]));
    server.userControl(said, 6, 1);
    for (int cut = 0; cut <= said.writerIndex(); cut += cut < 3_000 ? 500 : 1) {
      UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
      ClientSession cutOff =
          new ClientSession(
              SessionSettings.DEFAULT,
              ClientTarget.of(Role.PLAY, URL),
              allocator,
              new Random(1),
              NOW);
      cutOff.receive(allocator.directBuffer().writeBytes(said, 0, cut), NOW);
      cutOff.close();
      assertThat(allocator.metric().usedDirectMemory()).as("cut at %d", cut).isZero();
      assertThat(allocator.metric().usedHeapMemory()).as("cut at %d", cut).isZero();
    }
  }

  private static ClientSession open(Role role) {
    return new ClientSession(
        SessionSettings.DEFAULT,
        ClientTarget.of(role, URL),
        ByteBufAllocator.DEFAULT,
        new Random(1),
        NOW);
  }

  private void shakeHands() {
    write(out -> out.writeByte(3).writeZero(2 * 1536));
  }

  private void connected() {
    command(0, "_result", 1, AmfValue.object(), AmfValue.object("code", "x"));
  }

  private void created(AmfValue id) {
    command(0, "_result", 4, AmfValue.NULL, id);
  }

  private void status(String level, String code) {
    command(1, "onStatus", 0, AmfValue.NULL, AmfValue.object("level", level, "code", code));
  }

  private void command(int streamId, String name, double transaction, AmfValue... arguments) {
    write(out -> server.command(out, streamId, name, transaction, arguments));
  }

  private void data(String name) {
    ByteBuf body = Unpooled.buffer();
    Amf0Writer.write(body, AmfValue.of(name), AmfValue.object("width", 1));
    write(out -> server.media(out, MessageType.DATA_AMF0, 1, 0, body));
  }

  private void media(int type, int... body) {
    ByteBuf payload = Unpooled.buffer();
    for (int b : body) {
      payload.writeByte(b);
    }
    write(out -> server.media(out, type, 1, 0, payload));
  }

  private void write(Consumer<ByteBuf> writer) {
    ByteBuf out = ByteBufAllocator.DEFAULT.directBuffer();
    writer.accept(out);
    client.receive(out, NOW);
  }

  private List<String> events() {
    List<String> lines = new ArrayList<>();
    for (ClientEvent event; (event = client.pollEvent()) != null; ) {
      if (event instanceof ClientEvent.Media media) {
        lines.add((media.video() ? "Video " : "Audio ") + ByteBufUtil.hexDump(media.payload()));
      } else if (event instanceof ClientEvent.Data data) {
        lines.add("Data " + data.kind());
      } else {
        lines.add(event.toString());
      }
      event.release();
    }
    return lines;
  }
}
