package dev.weir.faults;

import dev.weir.it.FreePort;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Addresses of the loopback network, for faults that need no network. Any user may have it. */
final class Loopback implements Ground {
  private static final int LAST_OCTET = 250;

  private final int second = RandomGenerator.getDefault().nextInt(1, LAST_OCTET);
  private final int third = RandomGenerator.getDefault().nextInt(1, LAST_OCTET);
  private final List<Ports> ports = new ArrayList<>();

  Loopback(int nodes) {
    for (int i = 0; i < nodes; i++) {
      ports.add(new Ports(FreePort.next(), FreePort.next(), FreePort.next()));
    }
  }

  @Override
  public String host(int node) {
    return "127." + second + "." + third + "." + (node + 1);
  }

  @Override
  public Ports ports(int node) {
    return ports.get(node);
  }

  @Override
  public List<String> prefix(int node) {
    return List.of();
  }

  @Override
  public void drop(int from, int to, int port) {
    throw new UnsupportedOperationException("loopback loses nothing");
  }

  @Override
  public void isolate(int node) {
    throw new UnsupportedOperationException("loopback loses nothing");
  }

  @Override
  public void heal() {}

  @Override
  public void close() {}
}
