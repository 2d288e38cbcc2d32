package dev.weir.kube;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * A bridge in a namespace of its own, to which pods' namespaces and this process are connected, as
 * a node's network is. Whatever happens, all of it is gone when this JVM is.
 */
final class PodNetwork implements AutoCloseable {
  private static final int CLIENTS = 254;
  private static final int HUB = 253;

  /**
   * Where a pod stands.
   *
   * @param space name of its network namespace
   * @param address its own
   */
  record Place(String space, String address) {}

  private final String tag =
      "weirk%08x".formatted(RandomGenerator.getDefault().nextInt() & 0xFFFFFFFFL);
  private final String net =
      "10."
          + RandomGenerator.getDefault().nextInt(100, 250)
          + "."
          + RandomGenerator.getDefault().nextInt(1, 250)
          + ".";
  private final AtomicInteger last = new AtomicInteger(1);
  private final Set<Place> places = ConcurrentHashMap.newKeySet();

  private PodNetwork() {}

  static PodNetwork make() {
    PodNetwork made = new PodNetwork();
    try {
      made.build();
      return made;
    } catch (RuntimeException e) {
      made.close();
      throw e;
    }
  }

  private void build() {
    Shell.line("ip netns add " + hub());
    Shell.line("ip -n " + hub() + " link set lo up");
    Shell.line("ip -n " + hub() + " link add br0 type bridge");
    Shell.line("ip -n " + hub() + " addr add " + hubAddress() + "/24 dev br0");
    Shell.line("ip -n " + hub() + " link set br0 up");
    plug("ip ", CLIENTS);
  }

  /** Where something that serves all pods listens. */
  String hubAddress() {
    return net + HUB;
  }

  /** What goes before a command that runs there. */
  List<String> inHub() {
    return List.of("ip", "netns", "exec", hub());
  }

  /** An address that no pod had before, and a namespace for it. */
  Place add() {
    int number = last.incrementAndGet();
    if (number >= HUB) {
      throw new IllegalStateException("this network has no more addresses");
    }
    Place place = new Place(tag + "p" + number, net + number);
    places.add(place);
    Shell.line("ip netns add " + place.space());
    String inside = "ip -n " + place.space() + " ";
    Shell.line(inside + "link set lo up");
    plug(inside, number);
    Shell.line(inside + "route add default via " + hubAddress());
    return place;
  }

  /** Its devices go with it. */
  void remove(Place place) {
    if (places.remove(place)) {
      Shell.quietly("ip netns del " + place.space());
    }
  }

  private void plug(String ip, int number) {
    // At most 15 characters.
    String device = "w" + tag.substring(5) + "." + number;
    Shell.line("ip link add " + device + " type veth peer name port" + number + " netns " + hub());
    Shell.line("ip -n " + hub() + " link set port" + number + " master br0 up");
    if (number != CLIENTS) {
      Shell.line("ip link set " + device + " netns " + tag + "p" + number);
    }
    Shell.line(ip.strip() + " addr add " + net + number + "/24 dev " + device);
    Shell.line(ip.strip() + " link set " + device + " up");
  }

  private String hub() {
    return tag + "h";
  }

  /** The clients' device goes with its other end in the hub. */
  @Override
  public void close() {
    places.forEach(this::remove);
    Shell.quietly("ip link del w" + tag.substring(5) + "." + CLIENTS);
    Shell.quietly("ip netns del " + hub());
  }
}
