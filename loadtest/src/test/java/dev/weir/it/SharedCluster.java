package dev.weir.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One origin and two edges for all test classes that name it, since three JVMs take seconds to
 * start. Whoever uses it publishes under names of its own. After each class the nodes' logs are
 * looked at.
 */
final class SharedCluster implements ParameterResolver, AfterAllCallback {
  /** How long a player waits there for a stream. */
  static final int HOLD_SECONDS = 3;

  private static final Map<String, String> SETTINGS = Map.of("WEIR_PLAY_HOLD", HOLD_SECONDS + "s");

  /** The nodes; ended with the last test. */
  record Nodes(NodeProcess origin, NodeProcess edge, NodeProcess otherEdge)
      implements AutoCloseable {
    static Nodes start() {
      List<NodeProcess> started = new ArrayList<>();
      try {
        started.add(NodeProcess.origin("it-origin", SETTINGS));
        started.add(NodeProcess.edge("it-edge-1", started.get(0), SETTINGS));
        started.add(NodeProcess.edge("it-edge-2", started.get(0), SETTINGS));
        started.forEach(NodeProcess::awaitReady);
        return new Nodes(started.get(0), started.get(1), started.get(2));
      } catch (AssertionError | RuntimeException e) {
        started.forEach(NodeProcess::kill);
        throw e;
      }
    }

    void assertClean() {
      origin.assertClean();
      edge.assertClean();
      otherEdge.assertClean();
    }

    @Override
    public void close() {
      edge.terminate();
      otherEdge.terminate();
      edge.close();
      otherEdge.close();
      origin.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Nodes.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return store(context).computeIfAbsent(Nodes.class, key -> Nodes.start(), Nodes.class);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    Nodes nodes = store(context).get(Nodes.class, Nodes.class);
    if (nodes != null) {
      nodes.assertClean();
    }
  }

  private static ExtensionContext.Store store(ExtensionContext context) {
    return context.getRoot().getStore(ExtensionContext.Namespace.create(SharedCluster.class));
  }
}
