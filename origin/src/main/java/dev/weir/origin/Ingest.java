package dev.weir.origin;

import dev.weir.cluster.StreamRecord;
import dev.weir.media.MediaFrame;
import dev.weir.node.NodeGround;
import dev.weir.node.PublishDesk;
import dev.weir.stream.LiveStream;
import dev.weir.stream.StreamKey;
import dev.weir.stream.StreamSource;
import dev.weir.transport.CloseReason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One publisher's stream: from the request over the claim to the end. Lives on the publisher's
 * event loop.
 */
final class Ingest implements PublishDesk.Publication {
  private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);

  private final IngestDesk desk;
  private final NodeGround ground;
  private final StreamKey key;
  private final PublishDesk.Publisher publisher;
  private LiveStream stream;
  private StreamSource source;
  private boolean over;

  /** The claim; null before and after. Read by other threads. */
  private volatile StreamRecord record;

  Ingest(IngestDesk desk, NodeGround ground, StreamKey key, PublishDesk.Publisher publisher) {
    this.desk = desk;
    this.ground = ground;
    this.key = key;
    this.publisher = publisher;
  }

  StreamKey key() {
    return key;
  }

  PublishDesk.Publisher publisher() {
    return publisher;
  }

  StreamRecord record() {
    return record;
  }

  boolean isOver() {
    return over;
  }

  /**
   * The claim stands: the stream is live before the publisher is told so, and its first frame finds
   * it.
   */
  void begin(StreamRecord claimed) {
    if (over) {
      ground.registry().release(claimed);
      return;
    }
    record = claimed;
    stream = ground.newStream(key, publisher.context());
    source = stream.attach("publisher");
    ground.metrics().streamOpened();
    ground.hub().add(stream);
    publisher.accept();
    LOG.atInfo()
        .addKeyValue("stream", key)
        .addKeyValue("epoch", claimed.epoch())
        .log("stream-live");
  }

  void refuse() {
    over = true;
    desk.forget(this);
  }

  /** Another origin owns the stream now. Any thread. */
  void lost() {
    LOG.atWarn().addKeyValue("stream", key).log("claim-lost");
    publisher.close(new CloseReason(CloseReason.Kind.REFUSED, "another publisher took the stream"));
  }

  @Override
  public void onFrame(MediaFrame frame) {
    if (source == null) {
      frame.release();
    } else {
      source.onFrame(frame);
    }
  }

  @Override
  public void onMetadata(MediaFrame frame) {
    if (source == null) {
      frame.release();
    } else {
      source.onMetadata(frame);
    }
  }

  @Override
  public void onMetadataCleared() {
    if (source != null) {
      source.onMetadataCleared();
    }
  }

  @Override
  public void onReadComplete() {
    if (source != null) {
      source.onReadComplete();
    }
  }

  @Override
  public void onEnd(boolean announced) {
    if (over) {
      return;
    }
    over = true;
    StreamRecord held = record;
    record = null;
    if (stream != null) {
      ground.hub().remove(stream);
      ground.metrics().streamClosed();
      stream.end();
      LOG.atInfo()
          .addKeyValue("stream", key)
          .addKeyValue("announced", announced)
          .log("stream-ended");
    }
    // The name is free here only when it is free in the cluster, or a quick return would race with
    // the release.
    if (held == null) {
      desk.forget(this);
    } else {
      ground.registry().release(held).onComplete(v -> desk.forget(this));
    }
  }
}
