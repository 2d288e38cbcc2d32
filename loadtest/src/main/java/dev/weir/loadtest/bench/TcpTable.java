package dev.weir.loadtest.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The kernel's list of TCP connections of one port of this machine. It shows what a client that
 * does not read cannot see: that the server has closed, with the end of the stream still behind
 * bytes that nobody reads.
 */
final class TcpTable {
  private static final List<String> FILES = List.of("/proc/net/tcp", "/proc/net/tcp6");
  private static final int HEX = 16;
  private static final int ESTABLISHED = 1;

  /**
   * The server's end of a connection.
   *
   * @param established false once the server has closed it
   * @param unsent bytes in the kernel that the client has not taken
   */
  record Entry(boolean established, long unsent) {}

  private TcpTable() {}

  /** The connections of a listening port, by the client's port. */
  static Map<Integer, Entry> of(int serverPort) {
    Map<Integer, Entry> entries = new HashMap<>();
    for (String file : FILES) {
      try {
        add(Files.readString(Path.of(file)), serverPort, entries);
      } catch (IOException e) {
        // Not Linux, or without IPv6: nothing to be seen there.
      }
    }
    return entries;
  }

  static void add(String text, int serverPort, Map<Integer, Entry> entries) {
    String end = ":%04X".formatted(serverPort);
    text.lines()
        .skip(1)
        .map(line -> line.strip().split(" +"))
        .filter(words -> words.length > 4 && words[1].endsWith(end))
        .forEach(
            words ->
                entries.put(
                    hex(words[2].substring(words[2].indexOf(':') + 1)),
                    new Entry(
                        hex(words[3]) == ESTABLISHED,
                        Long.parseLong(words[4].substring(0, words[4].indexOf(':')), HEX))));
  }

  private static int hex(String digits) {
    return Integer.parseInt(digits, HEX);
  }
}
