package dev.weir.node;

import dev.weir.access.AccessDecision;
import dev.weir.metrics.IngestResult;
import dev.weir.metrics.NodeMetrics;
import dev.weir.stream.StreamKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How fast publishers may send.
 *
 * @param bitsPerSecond of one whose credential does not say; 0 for no limit
 * @param metrics what became of those that were faster
 */
record IngestLimit(long bitsPerSecond, NodeMetrics metrics) {
  private static final Logger LOG = LoggerFactory.getLogger(IngestLimit.class);

  /** Of one publisher. */
  IngestPace pace(AccessDecision decision, long nowNanos) {
    long own = decision.limits().bitsPerSecond();
    return new IngestPace(own > 0 ? own : bitsPerSecond, nowNanos);
  }

  /** One is not read for a moment. */
  void slowed() {
    metrics.ingestLimited(IngestResult.SLOWED);
  }

  /** One did not slow down. */
  void closed(StreamKey stream, String peer) {
    metrics.ingestLimited(IngestResult.CLOSED);
    LOG.atInfo().addKeyValue("stream", stream).addKeyValue("peer", peer).log("ingest-too-fast");
  }
}
