package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.amf.Amf0Writer;
import dev.weir.amf.AmfValue;
import dev.weir.rtmp.message.MessageEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;

/**
 * A peer that may say anything: a plain socket, and the pieces of a conversation to go wrong with.
 */
final class RawPeer implements AutoCloseable {
  private static final int HANDSHAKE = 1536;
  private static final int HANDSHAKE_REPLY = 1 + 2 * HANDSHAKE;

  /** Longer than anything takes on a machine that is busy. */
  private static final int HEAR_MILLIS = 20_000;

  private final Socket socket;
  private final MessageEncoder encoder = new MessageEncoder(UnpooledByteBufAllocator.DEFAULT, 128);
  private final StringBuilder heard = new StringBuilder();

  private RawPeer(Socket socket) {
    this.socket = socket;
  }

  static RawPeer open(int port) throws IOException {
    return open(port, new Socket());
  }

  private static RawPeer open(int port, Socket socket) throws IOException {
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setTcpNoDelay(true);
    return new RawPeer(socket);
  }

  /** Past the handshake. */
  static RawPeer greeted(int port) throws IOException {
    RawPeer peer = open(port);
    peer.greet();
    return peer;
  }

  /** Past connect. */
  static RawPeer connected(int port) throws IOException {
    RawPeer peer = open(port);
    peer.connect();
    return peer;
  }

  /** With message stream 1. */
  static RawPeer withStream(int port) throws IOException {
    RawPeer peer = open(port);
    peer.createStream();
    return peer;
  }

  /** Playing on message stream 1, and the kernel takes little more than is read. */
  static RawPeer playing(int port, String name, int receiveBytes) throws IOException {
    Socket socket = new Socket();
    // Before connecting, because the window is negotiated then.
    socket.setReceiveBufferSize(receiveBytes);
    RawPeer peer = open(port, socket);
    peer.createStream();
    peer.command(1, "play", 3, AmfValue.NULL, AmfValue.of(name));
    peer.awaitText("NetStream.Play.Start");
    return peer;
  }

  /** Publishing on message stream 1. */
  static RawPeer publishing(int port, String name) throws IOException {
    RawPeer peer = withStream(port);
    peer.command(1, "publish", 3, AmfValue.NULL, AmfValue.of(name), AmfValue.of("live"));
    peer.awaitText("NetStream.Publish.Start");
    return peer;
  }

  /**
   * Likewise, as an encoder that honours requests to reconnect.
   *
   * @param app with its query, as {@code connect} says it
   */
  static RawPeer publishingMovable(int port, String app, String name) throws IOException {
    RawPeer peer = greeted(port);
    peer.command(0, "connect", 1, AmfValue.object("app", app, "capsEx", 1));
    peer.awaitText("NetConnection.Connect.Success");
    peer.command(0, "createStream", 2, AmfValue.NULL);
    peer.command(1, "publish", 3, AmfValue.NULL, AmfValue.of(name), AmfValue.of("live"));
    peer.awaitText("NetStream.Publish.Start");
    return peer;
  }

  private void greet() throws IOException {
    byte[] opening = new byte[1 + HANDSHAKE];
    opening[0] = 3;
    send(opening);
    byte[] reply = socket.getInputStream().readNBytes(HANDSHAKE_REPLY);
    assertThat(reply).hasSize(HANDSHAKE_REPLY);
    send(new byte[HANDSHAKE]);
  }

  private void connect() throws IOException {
    greet();
    command(0, "connect", 1, AmfValue.object("app", "live", "tcUrl", "rtmp://127.0.0.1/live"));
    awaitText("NetConnection.Connect.Success");
  }

  private void createStream() throws IOException {
    connect();
    command(0, "createStream", 2, AmfValue.NULL);
  }

  /** As the node calls this peer. */
  String address() {
    return NodeProcess.HOST + ":" + socket.getLocalPort();
  }

  /** Reads a single byte; nothing when the node has closed. */
  void readByte() throws IOException {
    socket.getInputStream().read();
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  void send(String hex) throws IOException {
    send(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  /** Sends the same bytes over and over, until the other side has had enough. */
  void flood(byte[] bytes, int times) {
    try {
      for (int i = 0; i < times; i++) {
        send(bytes);
      }
    } catch (IOException closed) {
      // What a flood is for.
    }
  }

  void command(int streamId, String name, double transaction, AmfValue... arguments)
      throws IOException {
    ByteBuf out = Unpooled.buffer();
    encoder.command(out, streamId, name, transaction, arguments);
    send(ByteBufUtil.getBytes(out));
  }

  /** Sends a command over and over, until the other side has had enough. */
  void floodCommand(int times, String name, AmfValue... arguments) {
    ByteBuf out = Unpooled.buffer();
    encoder.command(out, 0, name, 2, arguments);
    flood(ByteBufUtil.getBytes(out), times);
  }

  /** A message in one chunk of its own size, whatever the body. */
  void message(int type, int streamId, byte[] body) throws IOException {
    ByteBuf out = Unpooled.buffer();
    new MessageEncoder(UnpooledByteBufAllocator.DEFAULT, 128)
        .media(out, type, streamId, 0, Unpooled.wrappedBuffer(body));
    send(ByteBufUtil.getBytes(out));
  }

  /** The last frame of message stream 1 and the words that it was, in one piece. */
  void messageAndLeave(int type, byte[] body, String name) throws IOException {
    ByteBuf out = Unpooled.buffer();
    new MessageEncoder(UnpooledByteBufAllocator.DEFAULT, 128)
        .media(out, type, 1, 0, Unpooled.wrappedBuffer(body));
    encoder.command(out, 0, "FCUnpublish", 4, AmfValue.NULL, AmfValue.of(name));
    encoder.command(out, 0, "deleteStream", 5, AmfValue.NULL, AmfValue.of(1));
    send(ByteBufUtil.getBytes(out));
    socket.shutdownOutput();
  }

  static byte[] amf(AmfValue... values) {
    ByteBuf out = Unpooled.buffer();
    Amf0Writer.write(out, values);
    return ByteBufUtil.getBytes(out);
  }

  /** Reads until a text shows up in what the server sends. */
  void awaitText(String text) throws IOException {
    socket.setSoTimeout(5_000);
    InputStream in = socket.getInputStream();
    byte[] some = new byte[4_096];
    while (heard.indexOf(text) < 0) {
      int count = in.read(some);
      assertThat(count).as("closed before " + text + " in " + heard).isPositive();
      heard.append(new String(some, 0, count, StandardCharsets.ISO_8859_1));
    }
  }

  /** Reads until a text shows up, the server closes, or it has said nothing for long. */
  String hear(String text) {
    try {
      socket.setSoTimeout(HEAR_MILLIS);
      byte[] some = new byte[4_096];
      for (int count; heard.indexOf(text) < 0; heard.append(latin(some, count))) {
        count = socket.getInputStream().read(some);
        if (count < 0) {
          break;
        }
      }
    } catch (IOException e) {
      // It says no more.
    }
    return heard.toString();
  }

  private static String latin(byte[] bytes, int count) {
    return new String(bytes, 0, count, StandardCharsets.ISO_8859_1);
  }

  /** What the server sent that {@link #awaitText} read. */
  String heard() {
    return heard.toString();
  }

  /** Whether the server still listens to us and does not close for so long. */
  boolean staysOpen(Duration time) throws IOException {
    return closesWithin(time) == null;
  }

  /** How long it took until the server closed, or null when it did not in time. */
  Duration closesWithin(Duration limit) throws IOException {
    long begun = System.nanoTime();
    InputStream in = socket.getInputStream();
    byte[] some = new byte[65_536];
    while (true) {
      long left = limit.toMillis() - (System.nanoTime() - begun) / 1_000_000;
      if (left <= 0) {
        return null;
      }
      try {
        socket.setSoTimeout((int) left);
        if (in.read(some) < 0) {
          return Duration.ofNanos(System.nanoTime() - begun);
        }
      } catch (SocketTimeoutException e) {
        return null;
      } catch (IOException reset) {
        return Duration.ofNanos(System.nanoTime() - begun);
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
