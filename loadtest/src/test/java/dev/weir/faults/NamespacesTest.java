package dev.weir.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.it.Jvm;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

final class NamespacesTest {
  private static final int PORT = 4_000;
  private static final int CONNECT_MILLIS = 500;
  private static final int LOST_MILLIS = 300;

  @Test
  void whatIsLostIsLostInSilenceAndComesBack() throws Exception {
    Namespaces.missing().ifPresent(why -> Assumptions.abort("not run: " + why));
    try (Namespaces ground = Namespaces.make(1)) {
      List<String> command = new ArrayList<>(ground.prefix(0));
      command.addAll(Jvm.command(EchoMain.class.getName(), ground.host(0), "" + PORT));
      Process echo = new ProcessBuilder(command).inheritIO().start();
      try (Socket socket = connect(ground.host(0))) {
        assertThat(echoes(socket, 1)).isTrue();
        ground.isolate(0);
        assertThatThrownBy(() -> echoes(socket, 2)).isInstanceOf(SocketTimeoutException.class);
        ground.heal();
        // The kernel sends again by itself.
        socket.setSoTimeout(10_000);
        assertThat(socket.getInputStream().read()).isEqualTo(2);
      } finally {
        echo.destroyForcibly();
      }
    }
  }

  private static boolean echoes(Socket socket, int value) throws IOException {
    socket.setSoTimeout(LOST_MILLIS);
    socket.getOutputStream().write(value);
    return socket.getInputStream().read() == value;
  }

  private static Socket connect(String host) {
    AtomicReference<Socket> made = new AtomicReference<>();
    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(
            () -> {
              Socket socket = new Socket();
              socket.connect(new InetSocketAddress(host, PORT), CONNECT_MILLIS);
              made.set(socket);
              return true;
            });
    return made.get();
  }
}
