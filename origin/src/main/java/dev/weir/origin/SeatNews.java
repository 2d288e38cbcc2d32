package dev.weir.origin;

import dev.weir.metrics.NodeMetrics;
import dev.weir.metrics.OwnershipEvent;
import dev.weir.stream.StreamKey;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operator what happens to one stream on this origin: a log line and a count each. */
final class SeatNews {
  private static final Logger LOG = LoggerFactory.getLogger(SeatNews.class);

  private final StreamKey key;
  private final NodeMetrics metrics;

  SeatNews(StreamKey key, NodeMetrics metrics) {
    this.key = key;
    this.metrics = metrics;
  }

  /** This origin's claim stands; its stream tells of it. */
  void claimed() {
    metrics.ownership(OwnershipEvent.CLAIMED);
  }

  /** Another one stands; the claim has told of it. */
  void claimLost() {
    metrics.ownership(OwnershipEvent.CLAIM_LOST);
  }

  void fenced(Duration stood) {
    metrics.ownership(OwnershipEvent.FENCED);
    LOG.warn("stream-fenced stream={} stood={}", key, stood);
  }

  void dropped() {
    metrics.ownership(OwnershipEvent.PUBLISHER_DROPPED);
    LOG.atInfo().addKeyValue("stream", key).log("publisher-dropped");
  }

  /**
   * @param before who led until now, or null
   */
  void leads(Ingest next, Ingest before) {
    if (before != null) {
      metrics.ownership(OwnershipEvent.PUBLISHER_REPLACED);
    }
    LOG.atInfo()
        .addKeyValue("stream", key)
        .addKeyValue("priority", next.priority())
        .addKeyValue("instead", before == null ? "" : before.priority())
        .log("publisher-leads");
  }
}
