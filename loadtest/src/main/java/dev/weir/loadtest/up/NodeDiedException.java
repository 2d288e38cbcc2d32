package dev.weir.loadtest.up;

import java.nio.file.Path;
import java.util.List;

/** A node ended that should not have. */
public final class NodeDiedException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int LINES = 20;

  private final transient List<String> lastLines;

  NodeDiedException(NodeChild child, int exitCode) {
    super(
        child.plan().id() + " ended with exit code " + exitCode + ", see " + child.log(),
        null,
        false,
        false);
    this.lastLines = child.lastLines(LINES);
  }

  NodeDiedException(NodePlan plan, Path log, String why) {
    super(plan.id() + ": " + why + ", see " + log, null, false, false);
    this.lastLines = List.of();
  }

  /** The end of its log. */
  public List<String> lastLines() {
    return lastLines;
  }
}
