package dev.weir.rtmp.session;

import dev.weir.amf.Amf0Writer;
import dev.weir.amf.AmfValue;
import dev.weir.rtmp.RtmpLimits;
import dev.weir.rtmp.RtmpName;
import dev.weir.rtmp.message.MessageEncoder;
import dev.weir.rtmp.message.MessageType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A peer of a server session that says whatever a test wants, in any order, at a time of its own.
 * What the session tells is kept as lines; bodies are released.
 */
final class RawClient implements AutoCloseable {
  static final int HANDSHAKE = 1 + 2 * 1536;

  private final Heard heard = new Heard();
  private final List<String> events = new ArrayList<>();
  private final MessageEncoder encoder = new MessageEncoder(ByteBufAllocator.DEFAULT, 128);
  private final ServerSession session;
  private long now = TimeUnit.DAYS.toNanos(1);

  RawClient() {
    this(RtmpLimits.DEFAULT);
  }

  RawClient(RtmpLimits limits) {
    this.session =
        new ServerSession(
            new SessionSettings(limits, 65_536, 2_500_000),
            ByteBufAllocator.DEFAULT,
            new Random(1),
            now);
  }

  ServerSession session() {
    return session;
  }

  long now() {
    return now;
  }

  /** The client's half of a simple handshake. */
  static byte[] handshake() {
    byte[] bytes = new byte[HANDSHAKE];
    bytes[0] = 3;
    return bytes;
  }

  RawClient shakeHands() {
    return send(handshake());
  }

  RawClient connect() {
    return command(0, "connect", 1, AmfValue.object("app", "live", "objectEncoding", 0));
  }

  /** To where commands are taken; what was said and told up to there is forgotten. */
  RawClient connected() {
    shakeHands().connect();
    session.acceptConnect(now);
    return forget();
  }

  /** The same, with message stream 1 created and publishing. */
  RawClient publishing() {
    connected().command(0, "createStream", 2, AmfValue.NULL);
    command(1, "publish", 3, AmfValue.NULL, AmfValue.of("demo"), AmfValue.of("live"));
    session.acceptPublish(1, now);
    return forget();
  }

  /** The same, playing. */
  RawClient playing() {
    connected().command(0, "createStream", 2, AmfValue.NULL);
    command(1, "play", 3, AmfValue.NULL, AmfValue.of("demo"));
    session.acceptPlay(1, "demo");
    return forget();
  }

  RawClient send(byte... bytes) {
    session.receive(
        ByteBufAllocator.DEFAULT.directBuffer(Math.max(1, bytes.length)).writeBytes(bytes), now);
    return this;
  }

  RawClient hex(String digits) {
    return send(ByteBufUtil.decodeHexDump(digits.replace(" ", "")));
  }

  RawClient command(int streamId, String name, double transaction, AmfValue... arguments) {
    return write(out -> encoder.command(out, streamId, name, transaction, arguments));
  }

  RawClient media(int type, int streamId, long timestamp, byte... body) {
    return write(
        out -> encoder.media(out, type, streamId, timestamp, Unpooled.wrappedBuffer(body)));
  }

  RawClient data(int streamId, AmfValue... values) {
    ByteBuf body = Unpooled.buffer();
    Amf0Writer.write(body, values);
    return media(MessageType.DATA_AMF0, streamId, 0, ByteBufUtil.getBytes(body));
  }

  RawClient write(Consumer<ByteBuf> writer) {
    return send(bytes(writer));
  }

  static byte[] bytes(Consumer<ByteBuf> writer) {
    ByteBuf out = Unpooled.buffer();
    writer.accept(out);
    return ByteBufUtil.getBytes(out);
  }

  MessageEncoder encoder() {
    return encoder;
  }

  /** Lets time pass and deadlines with it. */
  RawClient advance(long millis) {
    now += TimeUnit.MILLISECONDS.toNanos(millis);
    if (now - session.nextDeadlineNanos() >= 0) {
      session.handleTimeout(now);
    }
    return this;
  }

  /** What the session answered since the last call. */
  List<String> replies() {
    ByteBuf out = session.pollOutput();
    return out == null ? List.of() : heard.read(out);
  }

  /** What the session told since the last call. */
  List<String> events() {
    for (ServerEvent event; (event = session.pollEvent()) != null; ) {
      events.add(line(event));
      event.release();
    }
    List<String> taken = List.copyOf(events);
    events.clear();
    return taken;
  }

  RawClient forget() {
    replies();
    events();
    return this;
  }

  @Override
  public void close() {
    heard.close();
    session.close();
  }

  private static String line(ServerEvent event) {
    if (event instanceof ServerEvent.Connect connect) {
      return "Connect " + name(connect.request().app());
    }
    if (event instanceof ServerEvent.Publish publish) {
      return "Publish " + publish.streamId() + " " + name(publish.name());
    }
    if (event instanceof ServerEvent.Play play) {
      return "Play " + play.streamId() + " " + name(play.name());
    }
    if (event instanceof ServerEvent.Media media) {
      return (media.video() ? "Video " : "Audio ")
          + media.streamId()
          + " @"
          + media.timestamp()
          + " "
          + ByteBufUtil.hexDump(media.payload());
    }
    if (event instanceof ServerEvent.Data data) {
      return "Data " + data.streamId() + " " + data.kind();
    }
    if (event instanceof ServerEvent.Ignored ignored) {
      return "Ignored " + ignored.reason();
    }
    return event.toString();
  }

  private static String name(RtmpName name) {
    return name.path() + (name.query().isEmpty() ? "" : "?" + name.query());
  }
}
