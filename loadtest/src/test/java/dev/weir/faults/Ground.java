package dev.weir.faults;

import java.util.List;

/** Where nodes stand: what addresses they have, and who can reach whom. */
interface Ground extends AutoCloseable {
  /** Ports of a node there. */
  record Ports(int rtmp, int http, int cluster) {}

  /** Address of the node with a number, from 0 on. */
  String host(int node);

  Ports ports(int node);

  /** What goes before a command so that it runs there. */
  List<String> prefix(int node);

  /**
   * Loses what one node sends to another from now on, silently.
   *
   * @param port the other's TCP port or the port that the answers come from; 0 for everything
   */
  void drop(int from, int to, int port);

  /** Loses what a node sends to everybody else, the test's own clients included. */
  void isolate(int node);

  /** Ends all losses. */
  void heal();

  @Override
  void close();
}
