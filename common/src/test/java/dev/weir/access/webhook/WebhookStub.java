package dev.weir.access.webhook;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A web server that answers as a test wants, well or badly. */
final class WebhookStub implements AutoCloseable {
  /** What came. */
  record Received(Map<String, String> headers, String body) {}

  /** Answers one request, by writing bytes. */
  interface Behaviour {
    void answer(Received request, OutputStream out) throws IOException, InterruptedException;
  }

  private final ServerSocket server;
  private final Behaviour behaviour;
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  private WebhookStub(Behaviour behaviour) throws IOException {
    this.server = new ServerSocket(0, 1_024, InetAddress.getLoopbackAddress());
    this.behaviour = behaviour;
    start(this::accept);
  }

  static WebhookStub that(Behaviour behaviour) {
    try {
      return new WebhookStub(behaviour);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Always the same answer. */
  static WebhookStub answering(String status, String headers, String body) {
    return that((request, out) -> write(out, status, headers, body));
  }

  /** Takes the request and says nothing. */
  static WebhookStub silent() {
    return that((request, out) -> {});
  }

  static void write(OutputStream out, String status, String headers, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String head =
        "HTTP/1.1 " + status + "\r\nContent-Length: " + bytes.length + "\r\n" + headers + "\r\n";
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    out.write(bytes);
    out.flush();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/hook");
  }

  List<Received> received() {
    return received;
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        sockets.add(socket);
        start(() -> serve(socket));
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      while (true) {
        Received request = read(in);
        received.add(request);
        behaviour.answer(request, socket.getOutputStream());
      }
    } catch (IOException | InterruptedException e) {
      // The other side had enough, or the test is over.
    }
  }

  private static Received read(InputStream in) throws IOException {
    line(in);
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    return new Received(headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("the end");
      }
      line.write(b);
    }
    return line.toString(StandardCharsets.UTF_8).stripTrailing();
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "webhook-stub");
    thread.setDaemon(true);
    thread.start();
  }
}
