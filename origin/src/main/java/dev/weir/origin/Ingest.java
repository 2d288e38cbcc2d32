package dev.weir.origin;

import dev.weir.access.AccessDecision;
import dev.weir.media.MediaFrame;
import dev.weir.metrics.NodeMetrics;
import dev.weir.metrics.RequestKind;
import dev.weir.metrics.RequestResult;
import dev.weir.node.PublishDesk;
import dev.weir.rtmp.message.StatusCode;
import dev.weir.stream.StreamKey;
import dev.weir.stream.StreamSettings;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/**
 * One publisher. Its frames come on its own event loop and go to the stream's, one task a read when
 * the two differ, which happens to those who take a stream over.
 */
final class Ingest implements PublishDesk.Publication {
  private static final long WATCH_STEP_MILLIS = 20;

  /** As it was asked for, and then as the policy granted it. */
  private volatile StreamKey key;

  private final PublishDesk.Publisher publisher;
  private final MediaClock clock = new MediaClock(System.nanoTime());
  private final Lane lane;
  private volatile boolean over;
  private volatile AccessDecision access;

  /** Only on the publisher's loop; what has come since the last task. */
  private List<Runnable> batch = new ArrayList<>();

  private StreamSeat seat;

  /**
   * @param limits of what is kept of it while it stands by
   */
  Ingest(StreamKey key, PublishDesk.Publisher publisher, StreamSettings limits) {
    this.key = key;
    this.publisher = publisher;
    this.lane = new Lane(limits);
  }

  StreamKey key() {
    return key;
  }

  Context context() {
    return publisher.context();
  }

  /** Id of the edge that it came to; empty when it came here. */
  String via() {
    return publisher.via();
  }

  MediaClock clock() {
    return clock;
  }

  /** On the stream's loop. */
  Lane lane() {
    return lane;
  }

  int priority() {
    return access.priority();
  }

  String identity() {
    return access.identity();
  }

  /** Its connection is gone, or it was refused. Any thread. */
  boolean isOver() {
    return over;
  }

  boolean isAlive(long nowNanos) {
    return clock.at(nowNanos) != Liveness.SILENT;
  }

  /** The policy lets it publish. */
  void allow(AccessDecision decision) {
    access = decision;
    key = decision.key().orElse(key);
  }

  /** It may publish if the seat lets it. On the publisher's loop, before anything comes from it. */
  void sitAt(StreamSeat given) {
    seat = given;
    given.context().runOnContext(v -> given.door().join(this));
  }

  /** Any thread. */
  void accept(NodeMetrics metrics) {
    metrics.request(RequestKind.PUBLISH, RequestResult.ACCEPTED);
    clock.accepted(System.nanoTime());
    publisher.accept();
  }

  /** Any thread. */
  void refuse(NodeMetrics metrics, RequestResult result, StatusCode code, String reason) {
    over = true;
    metrics.request(RequestKind.PUBLISH, result);
    publisher.reject(code, reason);
  }

  /** It published, and may not any longer. Any thread. */
  void expel(String reason) {
    over = true;
    publisher.reject(StatusCode.PUBLISH_BAD_NAME, reason);
  }

  /**
   * Watches its connection for a moment.
   *
   * @return whether a byte came, as soon as one did; on the publisher's loop
   */
  Future<Boolean> isHeardWithin(Vertx vertx, long millis) {
    Promise<Boolean> heard = Promise.promise();
    context().runOnContext(v -> watch(vertx, publisher.bytesIn(), millis, heard));
    return heard.future();
  }

  private void watch(Vertx vertx, long before, long millis, Promise<Boolean> heard) {
    if (over) {
      heard.complete(false);
    } else if (publisher.bytesIn() != before) {
      heard.complete(true);
    } else if (millis <= 0) {
      heard.complete(false);
    } else {
      vertx.setTimer(
          WATCH_STEP_MILLIS,
          id ->
              context().runOnContext(v -> watch(vertx, before, millis - WATCH_STEP_MILLIS, heard)));
    }
  }

  @Override
  public void onFrame(MediaFrame frame) {
    if (seat == null) {
      frame.release();
      return;
    }
    clock.heard(System.nanoTime());
    if (isDirect()) {
      seat.wake(clock.lastNanos());
      lane.onFrame(frame);
    } else {
      batch.add(() -> lane.onFrame(frame));
    }
  }

  @Override
  public void onMetadata(MediaFrame frame) {
    if (seat == null) {
      frame.release();
    } else if (isDirect()) {
      lane.onMetadata(frame);
    } else {
      batch.add(() -> lane.onMetadata(frame));
    }
  }

  @Override
  public void onMetadataCleared() {
    if (seat == null) {
      return;
    }
    if (isDirect()) {
      lane.onMetadataCleared();
    } else {
      batch.add(lane::onMetadataCleared);
    }
  }

  @Override
  public void onReadComplete() {
    if (seat == null) {
      return;
    }
    if (isDirect()) {
      lane.onReadComplete();
    } else if (!batch.isEmpty()) {
      post();
    }
  }

  @Override
  public void onEnd(boolean announced) {
    over = true;
    if (seat != null) {
      post();
      seat.context().runOnContext(v -> seat.leave(this, announced));
    }
  }

  private boolean isDirect() {
    return seat.context() == publisher.context();
  }

  private void post() {
    List<Runnable> read = batch;
    batch = new ArrayList<>();
    seat.context()
        .runOnContext(
            v -> {
              seat.wake(clock.lastNanos());
              read.forEach(Runnable::run);
              lane.onReadComplete();
            });
  }
}
