package dev.weir.faults;

import java.util.List;

/** Where a client goes. Any thread. */
@FunctionalInterface
interface Targets {
  /** As in {@code host:port}. */
  String at(int attempt);

  /** One after the other, and from the start again. */
  static Targets inTurn(List<String> targets) {
    return attempt -> targets.get(attempt % targets.size());
  }
}
