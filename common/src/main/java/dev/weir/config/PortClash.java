package dev.weir.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Finds two listeners of one node on one port, before the second one fails to bind with less to
 * say.
 */
final class PortClash {
  private static final Set<String> ANY_ADDRESS = Set.of("0.0.0.0", "::");

  private PortClash() {}

  private record Listener(String key, String host, int port) {
    boolean clashesWith(Listener other) {
      return port != 0
          && port == other.port
          && (host.equals(other.host)
              || ANY_ADDRESS.contains(host)
              || ANY_ADDRESS.contains(other.host));
    }
  }

  /** Throws {@link ConfigException} when two listeners cannot both be opened. */
  static void refuse(NodeConfig config) {
    List<Listener> listeners = new ArrayList<>();
    listeners.add(new Listener("rtmp.port", config.rtmp().host(), config.rtmp().port()));
    config
        .rtmps()
        .port()
        .ifPresent(port -> listeners.add(new Listener("rtmps.port", config.rtmps().host(), port)));
    config
        .http()
        .port()
        .ifPresent(port -> listeners.add(new Listener("http.port", config.http().host(), port)));
    config
        .api()
        .port()
        .ifPresent(port -> listeners.add(new Listener("api.port", config.api().host(), port)));
    // The cluster listens on the advertised address; while that is empty it is nobody else's.
    String clusterHost = config.node().advertiseHost();
    listeners.add(new Listener("cluster.port", clusterHost, config.cluster().port()));
    listeners.add(new Listener("cluster.bus-port", clusterHost, config.cluster().busPort()));
    for (Listener one : listeners) {
      for (Listener other : listeners.subList(0, listeners.indexOf(one))) {
        if (one.clashesWith(other)) {
          throw new ConfigException(
              one.key(), "%d is the port of %s too".formatted(one.port(), other.key()));
        }
      }
    }
  }
}
