package dev.weir.cli;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** The address that other nodes reach this one at, when the settings leave it open. */
final class AdvertisedHost {
  private static final int ANY_PORT = 9;

  private AdvertisedHost() {}

  /**
   * Chooses: what is set; otherwise the address from which this machine would reach the first of
   * the others, which is 127.0.0.1 for a cluster on one machine; otherwise the machine's own.
   */
  static String of(String set, String discovery, List<String> members) {
    if (!set.isEmpty()) {
      return set;
    }
    try {
      return discovery.equals("static") && !members.isEmpty()
          ? towards(hostOf(members.get(0)))
          : InetAddress.getLocalHost().getHostAddress();
    } catch (IOException | RuntimeException e) {
      throw new StartupException(
          "node.advertise-host: cannot find the address that other nodes reach; set it ("
              + e.getMessage()
              + ")");
    }
  }

  /** Connecting a UDP socket sends nothing; it only asks the routing table. */
  private static String towards(String host) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(InetAddress.getByName(host), ANY_PORT));
      return socket.getLocalAddress().getHostAddress();
    }
  }

  private static String hostOf(String member) {
    int colon = member.lastIndexOf(':');
    boolean port = colon > 0 && member.indexOf(':') == colon;
    return port ? member.substring(0, colon) : member;
  }
}
