package dev.weir.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A balancer before a node: passes connections on, and says first whose they are. */
final class BalancerRelay implements AutoCloseable {
  private final int nodePort;
  private final String preface;
  private final ServerSocket listener;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  private BalancerRelay(NodeProcess node, String preface) throws IOException {
    this.nodePort = node.port("rtmp");
    this.preface = preface;
    this.listener = new ServerSocket(0, 16, InetAddress.getByName(NodeProcess.HOST));
    run(this::accept);
  }

  /** All its clients have this address, and a port of {@code 4711}. */
  static BalancerRelay to(NodeProcess node, String client) {
    try {
      return new BalancerRelay(node, "PROXY TCP4 " + client + " 127.0.0.1 4711 1935\r\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@link NodeProcess#rtmp}, on the way through here. */
  String rtmp(String stream) {
    return "rtmp://" + NodeProcess.HOST + ":" + listener.getLocalPort() + "/" + stream;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = listener.accept();
      Socket node = new Socket(NodeProcess.HOST, nodePort);
      sockets.addAll(List.of(client, node));
      node.getOutputStream().write(preface.getBytes(StandardCharsets.US_ASCII));
      run(() -> pass(client, node));
      run(() -> pass(node, client));
    }
  }

  private static void pass(Socket from, Socket to) throws IOException {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    }
  }

  private interface Task {
    void run() throws IOException;
  }

  private static void run(Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException e) {
                // One of the two is gone, or the test is over.
              }
            },
            "balancer");
    thread.setDaemon(true);
    thread.start();
  }
}
