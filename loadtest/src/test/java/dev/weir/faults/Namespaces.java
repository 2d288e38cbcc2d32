package dev.weir.faults;

import dev.weir.kube.Shell;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A network namespace for each node, all on one bridge with the test's own clients. Needs root and
 * {@code ip}, nothing else: what is to be lost is routed by {@code ip rule} into a pair of virtual
 * devices that leads nowhere, so that its sender notices nothing.
 */
final class Namespaces implements Ground {
  private static final Ports PORTS = new Ports(1935, 8080, 5701);
  private static final int CLIENTS = 254;
  private static final int NOWHERE_TABLE = 66;
  private static final int RULE = 50;
  private static final int LOCAL_RULE = 100;

  /**
   * Loses first; unlike kernel defaults, the lookup of local addresses stands behind the losses.
   */
  private record Loss(int node, String selector) {}

  private final String tag = "weir" + Integer.toHexString(RandomGenerator.getDefault().nextInt());
  private final String net =
      "10."
          + RandomGenerator.getDefault().nextInt(100, 250)
          + "."
          + RandomGenerator.getDefault().nextInt(1, 250)
          + ".";
  private final int nodes;
  private final List<Loss> losses = new ArrayList<>();
  private final Thread hook = new Thread(this::remove, tag + "-remove");

  private Namespaces(int nodes) {
    this.nodes = nodes;
  }

  /** Why this cannot be had here; empty when it can. */
  static Optional<String> missing() {
    if (!"root".equals(System.getProperty("user.name"))) {
      return Optional.of("network namespaces need root, and this is not root");
    }
    try {
      String name = "weirtest" + Integer.toHexString(RandomGenerator.getDefault().nextInt());
      Shell.run("ip", "netns", "add", name);
      Shell.run("ip", "netns", "del", name);
      return Optional.empty();
    } catch (UncheckedIOException | IllegalStateException e) {
      return Optional.of("network namespaces cannot be made here: " + e.getMessage());
    }
  }

  /** Makes them; whatever happens, they are gone when this JVM is. */
  static Namespaces make(int nodes) {
    Namespaces made = new Namespaces(nodes);
    Runtime.getRuntime().addShutdownHook(made.hook);
    try {
      made.build();
      return made;
    } catch (RuntimeException e) {
      made.close();
      throw e;
    }
  }

  private void build() {
    Shell.run("ip", "netns", "add", hub());
    ip(hub(), "link add br0 type bridge");
    ip(hub(), "link set br0 up");
    plug("", CLIENTS);
    for (int node = 0; node < nodes; node++) {
      String space = space(node);
      Shell.run("ip", "netns", "add", space);
      ip(space, "link set lo up");
      plug(space, node + 1);
      ip(space, "link add nowhere0 type veth peer name nowhere1");
      ip(space, "link set nowhere0 arp off up");
      ip(space, "link set nowhere1 arp off up");
      ip(space, "route add default dev nowhere0 table " + NOWHERE_TABLE);
      ip(space, "rule add pref " + LOCAL_RULE + " lookup local");
      ip(space, "rule del pref 0");
    }
  }

  /** Connects a namespace, or the clients' for an empty name, to the bridge. */
  private void plug(String space, int last) {
    String device = device(last);
    Shell.line("ip link add " + device + " type veth peer name port" + last + " netns " + hub());
    ip(hub(), "link set port" + last + " master br0 up");
    if (!space.isEmpty()) {
      Shell.run("ip", "link", "set", device, "netns", space);
    }
    ip(space, "addr add " + net + last + "/24 dev " + device);
    ip(space, "link set " + device + " up");
  }

  private String hub() {
    return tag + "h";
  }

  private String space(int node) {
    return tag + "n" + node;
  }

  private String device(int last) {
    // At most 15 characters.
    return "w" + tag.substring(4) + "." + last;
  }

  @Override
  public String host(int node) {
    return net + (node + 1);
  }

  @Override
  public Ports ports(int node) {
    return PORTS;
  }

  @Override
  public List<String> prefix(int node) {
    return List.of("ip", "netns", "exec", space(node));
  }

  @Override
  public synchronized void drop(int from, int to, int port) {
    String all = "to " + host(to);
    if (port == 0) {
      lose(from, all);
    } else {
      lose(from, all + " ipproto tcp dport " + port);
      lose(from, all + " ipproto tcp sport " + port);
    }
  }

  @Override
  public synchronized void isolate(int node) {
    for (int other = 0; other < nodes; other++) {
      if (other != node) {
        drop(node, other, 0);
        drop(other, node, 0);
      }
    }
    lose(node, "to " + net + CLIENTS);
  }

  private void lose(int node, String selector) {
    ip(space(node), "rule add pref " + RULE + " " + selector + " lookup " + NOWHERE_TABLE);
    losses.add(new Loss(node, selector));
  }

  @Override
  public synchronized void heal() {
    for (Loss loss : losses) {
      ip(
          space(loss.node()),
          "rule del pref " + RULE + " " + loss.selector() + " lookup " + NOWHERE_TABLE);
    }
    losses.clear();
  }

  @Override
  public void close() {
    remove();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM ends; the hook finds nothing to do.
    }
  }

  /** The nodes' devices go with their namespaces, the clients' with its other end in the hub. */
  private synchronized void remove() {
    for (int node = 0; node < nodes; node++) {
      Shell.quietly("ip netns del " + space(node));
    }
    Shell.quietly("ip link del " + device(CLIENTS));
    Shell.quietly("ip netns del " + hub());
  }

  private static void ip(String space, String arguments) {
    Shell.line("ip " + (space.isEmpty() ? "" : "-n " + space + " ") + arguments);
  }
}
