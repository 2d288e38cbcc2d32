package dev.weir.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.security.Security;

/** What can be arranged about addresses and ports before anything is started. Blocks. */
final class LocalPorts {
  private LocalPorts() {}

  /** The IP address that {@code host} stands for; it must be one of this machine's. */
  static String address(String host) {
    try {
      InetAddress address = InetAddress.getByName(host);
      if (address.isAnyLocalAddress() || NetworkInterface.getByInetAddress(address) == null) {
        throw new ClusterStartException(
            "node.advertise-host: " + host + " is not an address of this machine");
      }
      return address.getHostAddress();
    } catch (UnknownHostException e) {
      throw new ClusterStartException("node.advertise-host: " + host + " does not resolve", e);
    } catch (IOException e) {
      throw new ClusterStartException(
          "node.advertise-host: the addresses of this machine cannot be listed", e);
    }
  }

  /**
   * Shortens the JVM's memory for names: that a name has no address yet is otherwise kept for 10 s,
   * which is longer than a pod takes to get one. Has no effect once a name has been resolved.
   */
  static void rememberNamesBriefly() {
    Security.setProperty("networkaddress.cache.negative.ttl", "1");
    Security.setProperty("networkaddress.cache.ttl", "5");
  }

  /** Fails in the name of {@code setting} when {@code port} cannot be bound. */
  static void requireFree(String setting, String address, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true); // connections of an earlier run that linger do not matter
      socket.bind(new InetSocketAddress(address, port));
    } catch (IOException e) {
      throw new ClusterStartException(
          setting + ": " + port + " is already in use on " + address, e);
    }
  }
}
