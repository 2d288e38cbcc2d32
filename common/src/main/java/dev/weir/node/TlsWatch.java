package dev.weir.node;

import dev.weir.metrics.NodeMetrics;
import dev.weir.tls.Reload;
import dev.weir.tls.TrustFile;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicBoolean;

/** Looks after the files of certificates, away from the event loops, while the node runs. */
final class TlsWatch {
  /** A change is taken at the second look that finds it, so within two of these. */
  private static final long LOOK_MILLIS = 1_000;

  private final NodeTls tls;
  private final NodeMetrics metrics;
  private final AtomicBoolean looking = new AtomicBoolean();

  private TlsWatch(NodeTls tls, NodeMetrics metrics) {
    this.tls = tls;
    this.metrics = metrics;
  }

  static void start(Vertx vertx, NodeTls tls, NodeMetrics metrics) {
    tls.certificates()
        .ifPresent(
            certificates ->
                metrics.certificates(
                    () -> certificates.notAfter().getEpochSecond(),
                    () -> certificates.isFailing() ? 1 : 0));
    if (tls.certificates().isEmpty() && tls.trust().isEmpty()) {
      return;
    }
    TlsWatch watch = new TlsWatch(tls, metrics);
    vertx.setPeriodic(LOOK_MILLIS, id -> watch.look(vertx));
  }

  private void look(Vertx vertx) {
    // A file system that hangs holds one thread, not one more every second.
    if (looking.compareAndSet(false, true)) {
      vertx.executeBlocking(this::look, false).onComplete(looked -> looking.set(false));
    }
  }

  private Void look() {
    tls.certificates().ifPresent(certificates -> count(certificates.look()));
    tls.trust().map(TrustFile::look).ifPresent(this::count);
    return null;
  }

  private void count(Reload reload) {
    if (reload != Reload.UNCHANGED) {
      metrics.tlsReloaded(reload == Reload.DONE);
    }
  }
}
