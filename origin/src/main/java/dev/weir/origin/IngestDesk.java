package dev.weir.origin;

import dev.weir.access.AccessDecision;
import dev.weir.access.AccessRefusal;
import dev.weir.access.AccessRequest;
import dev.weir.cluster.StreamRecord;
import dev.weir.metrics.RequestResult;
import dev.weir.node.NodeGround;
import dev.weir.node.PublishDesk;
import dev.weir.node.RoleServices;
import dev.weir.rtmp.message.StatusCode;
import dev.weir.stream.StreamKey;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Takes publishers in: checked by the policy, and shown to the seat of their stream. */
final class IngestDesk implements PublishDesk {
  /** With a publisher, or held for the return of one; far above what one origin carries. */
  private static final int MAX_SEATS = 10_000;

  private final NodeGround ground;
  private final Map<StreamKey, StreamSeat> seats = new ConcurrentHashMap<>();
  private final FreezeWatch freezes;
  private final ChallengeDesk challenges;
  private final ClaimKeeper keeper;
  private volatile boolean handsOver;
  private volatile boolean leaving;

  IngestDesk(NodeGround ground, FreezeWatch freezes) {
    this.ground = ground;
    this.freezes = freezes;
    this.challenges = new ChallengeDesk(ground.vertx(), ground.nodeId(), this::judge);
    this.keeper = new ClaimKeeper(ground, freezes, seats);
  }

  @Override
  public Publication open(AccessRequest request, Names names, Publisher publisher) {
    Ingest ingest = new Ingest(request.key(), publisher, ground.stream());
    Future.fromCompletionStage(ground.policy().decide(request))
        .recover(e -> Future.succeededFuture(AccessDecision.unavailable()))
        .onSuccess(
            decision ->
                publisher
                    .context()
                    .runOnContext(
                        v ->
                            decided(
                                ingest,
                                decision.allowed()
                                    ? publisher.admit(request, decision).orElse(decision)
                                    : decision)));
    return ingest;
  }

  RoleServices.StreamOwner ownerOf(StreamKey key) {
    StreamSeat seat = seats.get(key);
    StreamRecord record = seat == null ? null : seat.record();
    return record == null
        ? RoleServices.StreamOwner.NONE
        : new RoleServices.StreamOwner(record.originId(), record.epoch());
  }

  /** After a freeze nobody is given a stream before its seat knows of it. Any thread. */
  Future<Void> awake(StreamKey key) {
    StreamSeat seat = seats.get(key);
    if (seat == null) {
      return Future.succeededFuture();
    }
    Promise<Void> awake = Promise.promise();
    seat.context()
        .runOnContext(
            v -> {
              seat.wake(System.nanoTime());
              awake.complete();
            });
    return awake.future();
  }

  /** Publishers may take their streams elsewhere, those that still come here among them. */
  void handOver() {
    handsOver = true;
  }

  /** Whether a publisher may take its stream elsewhere while it sends here. Any thread. */
  boolean handsOver() {
    return handsOver;
  }

  /** Publishers that come from now on are refused. */
  void takeNobody() {
    leaving = true;
  }

  Future<Void> close() {
    keeper.close();
    return challenges
        .close()
        .otherwiseEmpty()
        .compose(v -> keeper.each(StreamSeat::close))
        .mapEmpty();
  }

  /** The seat that it came to was just given up. Any thread. */
  void seatAgain(Ingest ingest) {
    ingest.context().runOnContext(v -> seat(ingest));
  }

  private void seat(Ingest ingest) {
    if (ingest.isOver()) {
      return;
    }
    if (seats.size() >= MAX_SEATS && !seats.containsKey(ingest.key())) {
      ingest.refuse(
          ground.metrics(),
          RequestResult.TOO_MANY,
          StatusCode.PUBLISH_REJECTED,
          "There are too many streams; try again.");
      return;
    }
    if (leaving) {
      // It knocked before the node drained, and the policy took its time.
      ingest.refuse(
          ground.metrics(),
          RequestResult.FAILED,
          StatusCode.PUBLISH_REJECTED,
          "This server is being taken down; connect again.");
      return;
    }
    StreamSeat seat =
        seats.computeIfAbsent(
            ingest.key(),
            key -> new StreamSeat(this, ground, challenges, freezes, key, ingest.context()));
    ingest.sitAt(seat);
  }

  void forget(StreamSeat seat) {
    seats.remove(seat.key(), seat);
  }

  private void decided(Ingest ingest, AccessDecision decision) {
    if (decision.allowed()) {
      ingest.allow(decision);
      seat(ingest);
    } else {
      boolean full = decision.cause() == AccessRefusal.LIMIT;
      ingest.refuse(
          ground.metrics(),
          full ? RequestResult.TOO_MANY : RequestResult.DENIED,
          StatusCode.PUBLISH_DENIED,
          decision.reason());
    }
  }

  private Future<ChallengeDesk.Answer> judge(StreamKey key, String identity, int priority) {
    StreamSeat seat = seats.get(key);
    return seat == null
        ? Future.succeededFuture(ChallengeDesk.Answer.UNKNOWN)
        : seat.door().judge(identity, priority);
  }
}
