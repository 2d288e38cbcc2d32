package dev.weir.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.access.AddressRange;
import dev.weir.metrics.ConnectionLimit;
import dev.weir.rtmp.RtmpError;
import dev.weir.rtmp.session.ServerEvent;
import dev.weir.rtmp.session.SessionSettings;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A real listener that has a balancer before it, over loopback. */
@Timeout(60)
final class ProxyProtocolTest {
  private static final int HANDSHAKE_BYTES = 1 + 2 * 1_536;
  private static final String V1 = "PROXY TCP4 203.0.113.7 192.0.2.1 5555 1935\r\n";
  private static final String V2_MAGIC = "0d0a0d0a000d0a515549540a";

  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
  private final List<ServerConnection> served = new CopyOnWriteArrayList<>();
  private final List<ConnectionLimit> refused = new CopyOnWriteArrayList<>();
  private final List<RtmpError> errors = new CopyOnWriteArrayList<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private RtmpListener listener;

  @AfterEach
  void close() throws Exception {
    for (Socket socket : sockets) {
      socket.close();
    }
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  static Stream<Arguments> prefaces() {
    return Stream.of(
        Arguments.of("v1, IPv4", text(V1), "203.0.113.7"),
        Arguments.of(
            "v1, IPv6",
            text("PROXY TCP6 2001:db8::7 2001:db8::1 5555 1935\r\n"),
            "2001:db8:0:0:0:0:0:7"),
        Arguments.of("v1, unknown", text("PROXY UNKNOWN\r\n"), "127.0.0.1"),
        Arguments.of("v2, IPv4", v2("21", "11", "cb007107c0000201" + "15b3078f"), "203.0.113.7"),
        Arguments.of(
            "v2, IPv6",
            v2(
                "21",
                "21",
                "20010db8000000000000000000000007"
                    + "20010db8000000000000000000000001"
                    + "15b3078f"),
            "2001:db8:0:0:0:0:0:7"),
        Arguments.of(
            "v2 with an extension",
            v2("21", "11", "cb007107c0000201" + "15b3078f" + "04000400000000"),
            "203.0.113.7"),
        Arguments.of("v2, local", v2("20", "00", ""), "127.0.0.1"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("prefaces")
  void theClientIsWhomTheBalancerNames(String name, byte[] preface, String client)
      throws Exception {
    listen("127.0.0.1", ConnectionLimits.of(10));
    // In one piece with the handshake, and byte by byte.
    Socket whole = open();
    whole.getOutputStream().write(joined(preface, hello()));
    assertThat(answered(whole)).isEqualTo(HANDSHAKE_BYTES);
    Socket split = open();
    split.setTcpNoDelay(true);
    for (byte single : preface) {
      split.getOutputStream().write(single);
    }
    split.getOutputStream().write(hello());
    assertThat(answered(split)).isEqualTo(HANDSHAKE_BYTES);

    assertThat(served)
        .hasSize(2)
        .allSatisfy(link -> assertThat(link.socket().remoteHost()).isEqualTo(client));
    assertThat(errors).isEmpty();
  }

  static Stream<Arguments> noPrefaces() {
    return Stream.of(
        Arguments.of("RTMP at once", hello()),
        Arguments.of("a word too much", text("PROXY TCP4 203.0.113.7 192.0.2.1 5555 1935 x\r\n")),
        Arguments.of("no address", text("PROXY TCP4 203.0.113.777 192.0.2.1 5555 1935\r\n")),
        Arguments.of("no port", text("PROXY TCP4 203.0.113.7 192.0.2.1 99999 1935\r\n")),
        Arguments.of("a name", text("PROXY TCP4 localhost 192.0.2.1 5555 1935\r\n")),
        Arguments.of("no end", text("PROXY TCP4 " + " ".repeat(200))),
        Arguments.of("HTTP", text("GET / HTTP/1.1\r\nHost: example.com\r\n\r\n")),
        Arguments.of("v2, too short", v2("21", "11", "cb007107")),
        Arguments.of("v2, version 3", v2("31", "11", "cb007107c000020115b3078f")),
        Arguments.of("v2, a command that is none", v2("2f", "11", "cb007107c000020115b3078f")),
        Arguments.of("v2, 65,535 bytes", hex(V2_MAGIC + "2111ffff" + "00".repeat(600))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("noPrefaces")
  void whatIsNoPrefaceIsAnErrorOfTheProtocol(String name, byte[] bytes) throws Exception {
    listen("127.0.0.0/8", ConnectionLimits.of(10));
    Socket socket = open();
    socket.getOutputStream().write(bytes);

    assertThat(answered(socket)).isZero();
    await().until(() -> errors.equals(List.of(RtmpError.BAD_PROXY_HEADER)));
    assertThat(served).isEmpty();
  }

  @Test
  void aPrefaceFromAnybodyElseIsAnErrorOfTheProtocol() throws Exception {
    listen("10.0.0.0/8", ConnectionLimits.of(10));
    Socket socket = open();
    socket.getOutputStream().write(joined(text(V1), hello()));

    assertThat(answered(socket)).isZero();
    await().until(() -> errors.equals(List.of(RtmpError.BAD_VERSION)));
  }

  @Test
  void withoutABalancerNothingChanges() throws Exception {
    listen("10.0.0.0/8", ConnectionLimits.of(10));
    Socket socket = open();
    socket.getOutputStream().write(hello());

    assertThat(answered(socket)).isEqualTo(HANDSHAKE_BYTES);
    assertThat(served.get(0).socket().remoteHost()).isEqualTo("127.0.0.1");
  }

  @Test
  void limitsCountTheClientAndNotTheBalancer() throws Exception {
    listen("127.0.0.1", new ConnectionLimits(100, 2, 100, 0, 0));
    for (int client = 0; client < 10; client++) {
      Socket socket = open();
      socket.getOutputStream().write(joined(text(V1.replace(".113.7", ".113." + client)), hello()));
      assertThat(answered(socket)).isEqualTo(HANDSHAKE_BYTES);
    }
    assertThat(refused).isEmpty();

    for (int i = 0; i < 2; i++) {
      Socket socket = open();
      socket.getOutputStream().write(joined(text(V1.replace(".113.7", ".113.0")), hello()));
      assertThat(answered(socket)).isEqualTo(i == 0 ? HANDSHAKE_BYTES : 0);
    }
    assertThat(refused).containsExactly(ConnectionLimit.CONNECTIONS_PER_ADDRESS);
  }

  @Test
  void aBalancerThatSaysNothingHoldsAPlaceForTheTimeOfAHandshakeOnly() throws Exception {
    listen("127.0.0.1", new ConnectionLimits(100, 0, 1, 0, 0));
    Socket silent = open();
    silent.getOutputStream().write(text("PROXY "));
    Socket second = open();
    assertThat(answered(second)).isZero();
    assertThat(refused).containsExactly(ConnectionLimit.PENDING);

    assertThat(answered(silent)).isZero();
    await().until(() -> errors.equals(List.of(RtmpError.BAD_PROXY_HEADER)));
    // A check of our health, which opens and closes, leaves nothing behind either.
    open().close();
    await().until(this::comesIn);
    assertThat(errors).hasSize(1);
  }

  private void listen(String balancer, ConnectionLimits limits) throws Exception {
    ListenerSettings settings =
        new ListenerSettings(
            "127.0.0.1",
            0,
            16,
            1,
            limits,
            List.of(AddressRange.parse(balancer).orElseThrow()),
            0,
            0,
            PeerPatience.DEFAULT,
            SessionSettings.DEFAULT,
            Optional.empty());
    listener =
        RtmpListener.listen(
                vertx,
                settings,
                new Counter(),
                connection -> {
                  served.add(connection);
                  return deaf();
                })
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
  }

  private boolean comesIn() throws IOException {
    Socket socket = open();
    socket.getOutputStream().write(joined(text(V1), hello()));
    return answered(socket) == HANDSHAKE_BYTES;
  }

  private Socket open() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port());
    socket.setSoTimeout(10_000);
    sockets.add(socket);
    return socket;
  }

  /** How many bytes of a handshake's answer come before the end. */
  private static int answered(Socket socket) throws IOException {
    try {
      return socket.getInputStream().readNBytes(HANDSHAKE_BYTES).length;
    } catch (java.net.SocketException e) {
      return 0; // reset: we sent what nobody read
    }
  }

  private static byte[] hello() {
    byte[] hello = new byte[1 + 1_536];
    hello[0] = 3;
    return hello;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static byte[] v2(String versionAndCommand, String family, String body) {
    String length = HexFormat.of().toHexDigits((short) (body.length() / 2));
    return hex(V2_MAGIC + versionAndCommand + family + length + body);
  }

  private static byte[] joined(byte[] first, byte[] second) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      out.write(first);
      out.write(second);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Nothing here comes as far as an event. */
  private static ServerHandler deaf() {
    return (ServerHandler)
        Proxy.newProxyInstance(
            ServerHandler.class.getClassLoader(),
            new Class<?>[] {ServerHandler.class},
            (proxy, method, arguments) -> {
              if (arguments != null && arguments[0] instanceof ServerEvent event) {
                event.release();
              }
              return null;
            });
  }

  private final class Counter implements TransportObserver {
    @Override
    public void onRefused(ConnectionLimit limit) {
      refused.add(limit);
    }

    @Override
    public void onBytesIn(int bytes) {}

    @Override
    public void onProtocolError(RtmpError error) {
      errors.add(error);
    }
  }
}
