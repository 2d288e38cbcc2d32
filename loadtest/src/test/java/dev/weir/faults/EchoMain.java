package dev.weir.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Sends back what one client sends; a stand-in for a node that starts at once. */
final class EchoMain {
  private EchoMain() {}

  /** Takes an address and a port. */
  public static void main(String[] arguments) throws IOException {
    InetAddress address = InetAddress.getByName(arguments[0]);
    try (ServerSocket server = new ServerSocket(Integer.parseInt(arguments[1]), 1, address);
        Socket client = server.accept()) {
      client.setTcpNoDelay(true);
      client.getInputStream().transferTo(client.getOutputStream());
    }
  }
}
