package dev.weir.origin;

import dev.weir.access.AccessDecision;
import dev.weir.access.AccessRequest;
import dev.weir.cluster.StreamRecord;
import dev.weir.cluster.StreamRegistry;
import dev.weir.cluster.StreamTakenException;
import dev.weir.metrics.RegistryOperation;
import dev.weir.metrics.RegistryResult;
import dev.weir.metrics.RequestKind;
import dev.weir.metrics.RequestResult;
import dev.weir.node.NodeGround;
import dev.weir.node.PublishDesk;
import dev.weir.node.RoleServices;
import dev.weir.rtmp.message.StatusCode;
import dev.weir.stream.StreamKey;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Takes publishers in: one a stream on this node, checked by the policy, and claimed in the
 * cluster.
 */
final class IngestDesk implements PublishDesk {
  private final NodeGround ground;

  /** At most one a publisher, so bounded by the connections. */
  private final Map<StreamKey, Ingest> ingests = new ConcurrentHashMap<>();

  private final long renewal;

  IngestDesk(NodeGround ground) {
    this.ground = ground;
    this.renewal =
        ground
            .vertx()
            .setPeriodic(TimeUnit.SECONDS.toMillis(StreamRegistry.RENEW_SECONDS), id -> renewAll());
  }

  @Override
  public Publication open(AccessRequest request, Names names, Publisher publisher) {
    Ingest ingest = new Ingest(this, ground, request.key(), publisher);
    if (ingests.putIfAbsent(request.key(), ingest) != null) {
      refuse(ingest, RequestResult.TAKEN, StatusCode.PUBLISH_BAD_NAME, "Already publishing.");
      return ingest;
    }
    Future.fromCompletionStage(ground.policy().decide(request))
        .recover(e -> Future.succeededFuture(AccessDecision.refused("Access cannot be checked.")))
        .onSuccess(decision -> publisher.context().runOnContext(v -> decided(ingest, decision)));
    return ingest;
  }

  RoleServices.StreamOwner ownerOf(StreamKey key) {
    Ingest ingest = ingests.get(key);
    StreamRecord record = ingest == null ? null : ingest.record();
    return record == null
        ? RoleServices.StreamOwner.NONE
        : new RoleServices.StreamOwner(record.originId(), record.epoch());
  }

  Future<Void> close() {
    ground.vertx().cancelTimer(renewal);
    List<Future<Void>> releases = new ArrayList<>();
    for (Ingest ingest : ingests.values()) {
      StreamRecord record = ingest.record();
      if (record != null) {
        releases.add(ground.registry().release(record).otherwiseEmpty());
      }
    }
    return Future.join(releases).mapEmpty();
  }

  void forget(Ingest ingest) {
    ingests.remove(ingest.key(), ingest);
  }

  private void decided(Ingest ingest, AccessDecision decision) {
    if (!decision.allowed()) {
      refuse(ingest, RequestResult.DENIED, StatusCode.PUBLISH_DENIED, decision.reason());
    } else if (!ingest.isOver()) {
      claim(ingest, decision.priority());
    }
  }

  private void claim(Ingest ingest, int priority) {
    long begun = System.nanoTime();
    ground
        .registry()
        .claim(ingest.key(), priority)
        .onComplete(
            (record, failure) -> {
              count(RegistryOperation.CLAIM, failure, begun);
              ingest.publisher().context().runOnContext(v -> claimed(ingest, record, failure));
            });
  }

  private void claimed(Ingest ingest, StreamRecord record, Throwable failure) {
    if (failure == null) {
      ground.metrics().request(RequestKind.PUBLISH, RequestResult.ACCEPTED);
      ingest.begin(record);
    } else if (failure instanceof StreamTakenException) {
      refuse(ingest, RequestResult.TAKEN, StatusCode.PUBLISH_BAD_NAME, "Already publishing.");
    } else {
      refuse(
          ingest,
          RequestResult.FAILED,
          StatusCode.PUBLISH_REJECTED,
          "The cluster cannot be asked who owns the stream; try again.");
    }
  }

  private void refuse(Ingest ingest, RequestResult result, StatusCode code, String reason) {
    ground.metrics().request(RequestKind.PUBLISH, result);
    ingest.refuse();
    ingest.publisher().reject(code, reason);
  }

  private void renewAll() {
    for (Ingest ingest : ingests.values()) {
      StreamRecord record = ingest.record();
      if (record != null) {
        long begun = System.nanoTime();
        ground
            .registry()
            .renew(record)
            .onComplete(
                (kept, failure) -> {
                  count(RegistryOperation.RENEW, failure, begun);
                  // An unreachable registry is no reason to stop a stream; another owner is.
                  if (failure == null && !kept) {
                    ingest.lost();
                  }
                });
      }
    }
  }

  private void count(RegistryOperation operation, Throwable failure, long begun) {
    RegistryResult result =
        failure == null
            ? RegistryResult.OK
            : failure instanceof StreamTakenException
                ? RegistryResult.CONFLICT
                : RegistryResult.FAILED;
    ground.metrics().registryOperation(operation, result, System.nanoTime() - begun);
  }
}
