package dev.weir.k8s.policy;

import java.util.ArrayList;
import java.util.List;

/** What a policy found, a line each. */
final class Complaints {
  private final List<String> lines = new ArrayList<>();

  /** Says it, unless all is well. */
  void unless(boolean well, String text, Object... arguments) {
    if (!well) {
      lines.add(text.formatted(arguments));
    }
  }

  List<String> list() {
    return List.copyOf(lines);
  }
}
