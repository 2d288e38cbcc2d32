package dev.weir.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A thin line between one player and a node: what the player says passes freely, what the node says
 * passes at so many bytes a second. Little waits on the way, so that the node feels the line.
 */
final class ThrottledRelay implements AutoCloseable {
  /** Linux doubles it for its own accounts. Less, and senders wait for the window to open. */
  private static final int KERNEL_BYTES = 4 << 10;

  private static final int STEPS_A_SECOND = 50;
  private static final int MOST_BYTES = 64 << 10;
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final int nodePort;
  private final ServerSocket listener;
  private final Socket node = new Socket();
  private volatile Socket player;
  private volatile int bytesPerSecond;

  private ThrottledRelay(NodeProcess to, int bytesPerSecond) throws IOException {
    this.nodePort = to.port("rtmp");
    this.bytesPerSecond = bytesPerSecond;
    this.listener = new ServerSocket(0, 1, InetAddress.getByName(NodeProcess.HOST));
    run("relay", this::serve);
  }

  /** Waits for one player. */
  static ThrottledRelay to(NodeProcess node, int bytesPerSecond) {
    try {
      return new ThrottledRelay(node, bytesPerSecond);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@link NodeProcess#rtmp}, on the way through here. */
  String rtmp(String stream) {
    return "rtmp://" + NodeProcess.HOST + ":" + listener.getLocalPort() + "/" + stream;
  }

  /** From now on everything passes freely. */
  void unthrottle() {
    bytesPerSecond = Integer.MAX_VALUE;
  }

  private void serve() throws IOException {
    player = listener.accept();
    player.setTcpNoDelay(true);
    player.setSendBufferSize(KERNEL_BYTES);
    // Before connecting, because the window is negotiated then.
    node.setReceiveBufferSize(KERNEL_BYTES);
    node.setTcpNoDelay(true);
    node.connect(new InetSocketAddress(NodeProcess.HOST, nodePort));
    run("relay-up", () -> player.getInputStream().transferTo(node.getOutputStream()));
    throttle(node.getInputStream(), player.getOutputStream());
  }

  private void throttle(InputStream in, OutputStream out) throws IOException {
    byte[] some = new byte[MOST_BYTES];
    long due = System.nanoTime();
    while (true) {
      int rate = bytesPerSecond;
      int count = in.read(some, 0, Math.min(MOST_BYTES, Math.max(1, rate / STEPS_A_SECOND)));
      if (count < 0) {
        return;
      }
      out.write(some, 0, count);
      // A line that was idle has nothing saved up.
      due = Math.max(due, System.nanoTime()) + count * SECOND_NANOS / rate;
      for (long left; (left = due - System.nanoTime()) > 0; ) {
        LockSupport.parkNanos(left);
      }
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  /** Either direction's end is the end of both. */
  private void run(String name, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException closed) {
                // By either side, or by the test.
              } finally {
                close();
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      listener.close();
      node.close();
      if (player != null) {
        player.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
