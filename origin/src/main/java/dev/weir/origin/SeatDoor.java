package dev.weir.origin;

import dev.weir.metrics.RequestResult;
import dev.weir.node.NodeGround;
import dev.weir.rtmp.message.StatusCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * Where publishers come to a seat: who may sit down, who is told to stand by, and who goes again.
 * On the seat's event loop.
 */
final class SeatDoor {
  /** A live connection shows a byte in this time; the loser has to hear of it in 200 ms. */
  private static final long WATCH_MILLIS = 120;

  private static final int MAX_WAITING = 8;
  private static final String TAKEN = "Already publishing.";

  private final StreamSeat seat;
  private final IngestDesk desk;
  private final NodeGround ground;
  private final ChallengeDesk challenges;

  /** They come in when the contest or the release that runs is over. */
  private final Queue<Ingest> waiting = new ArrayDeque<>();

  private Ingest contestant;

  /** Runs for the contestant, unless that has a single attempt. */
  private Contest contest;

  SeatDoor(StreamSeat seat, IngestDesk desk, NodeGround ground, ChallengeDesk challenges) {
    this.seat = seat;
    this.desk = desk;
    this.ground = ground;
    this.challenges = challenges;
  }

  /** Whether somebody is about to come in. */
  boolean isBusy() {
    return contestant != null || !waiting.isEmpty();
  }

  void join(Ingest ingest) {
    if (ingest.isOver()) {
      seat.settle();
    } else if (seat.isOver()) {
      desk.seatAgain(ingest);
    } else if (seat.isReleasing()) {
      await(ingest);
    } else {
      switch (decide(ingest.identity(), ingest.priority())) {
        case ACCEPT -> admit(ingest);
        case STANDBY -> seat.take(ingest);
        case REFUSE -> refuse(ingest, RequestResult.TAKEN);
        case CHALLENGE -> challenge(ingest);
        default -> throw new IllegalStateException();
      }
    }
  }

  /** It left before it was let in, or was in already. */
  void left(Ingest ingest) {
    waiting.remove(ingest);
  }

  /** Whoever waits may try again. */
  void next() {
    for (int left = waiting.size(); left > 0; left--) {
      join(waiting.remove());
    }
  }

  /** The registry has news, which the contest that runs may wait for. */
  void hurry() {
    if (contest != null) {
      contest.hurry();
    }
  }

  /** One try to get the stream for a publisher that stands by. */
  void attempt(Ingest standby) {
    contestant = standby;
    contest(standby)
        .attempt()
        .onComplete(
            (outcome, none) ->
                seat.context()
                    .runOnContext(
                        v -> {
                          contestant = null;
                          if (outcome.result() == Contest.Result.WON) {
                            seat.own(outcome.record());
                          } else {
                            seat.heldBy(outcome.record());
                          }
                          next();
                        }));
  }

  /** Another origin has a publisher for the stream and asks about the one here. Any thread. */
  Future<ChallengeDesk.Answer> judge(String identity, int priority) {
    Promise<ChallengeDesk.Answer> promise = Promise.promise();
    seat.context().runOnContext(v -> judge(identity, priority, promise));
    return promise.future();
  }

  private void judge(String identity, int priority, Promise<ChallengeDesk.Answer> promise) {
    if (!seat.isOwner()) {
      // The one who asks has seen a claim of this origin, so that the contest here is won.
      promise.complete(
          contestant == null ? ChallengeDesk.Answer.UNKNOWN : ChallengeDesk.Answer.ALIVE);
      return;
    }
    ChallengeRule.Verdict verdict = decide(identity, priority);
    if (verdict == ChallengeRule.Verdict.ACCEPT) {
      seat.yield().onComplete(v -> promise.complete(ChallengeDesk.Answer.YIELDED));
    } else if (desk.handsOver() && isNextOf(seat.leader(), identity, priority)) {
      // It was, or will be, asked to come by another node, and sends here until it is let in.
      seat.giveWay().onComplete(v -> promise.complete(ChallengeDesk.Answer.YIELDED));
    } else if (verdict == ChallengeRule.Verdict.CHALLENGE) {
      watch(
          seat.leader(),
          () -> promise.complete(ChallengeDesk.Answer.ALIVE),
          () -> judge(identity, priority, promise));
    } else {
      promise.complete(ChallengeDesk.Answer.ALIVE);
    }
  }

  private static boolean isNextOf(Ingest leader, String identity, int priority) {
    return leader != null && leader.priority() == priority && leader.identity().equals(identity);
  }

  private ChallengeRule.Verdict decide(String identity, int priority) {
    Ingest facing = contestant == null ? seat.leader() : contestant;
    ChallengeRule.Incumbent incumbent = null;
    if (facing != null) {
      Liveness liveness = contestant == null ? facing.clock().at(System.nanoTime()) : Liveness.NEW;
      incumbent = new ChallengeRule.Incumbent(facing.identity(), facing.priority(), liveness);
    }
    return ChallengeRule.decide(incumbent, seat.standbys(), identity, priority);
  }

  private void admit(Ingest ingest) {
    if (seat.isOwner()) {
      seat.take(ingest);
    } else if (contestant != null) {
      await(ingest);
    } else {
      contestant = ingest;
      contest = contest(ingest);
      contest
          .run()
          .onComplete(
              (outcome, none) -> seat.context().runOnContext(v -> contested(ingest, outcome)));
    }
  }

  private void contested(Ingest ingest, Contest.Outcome outcome) {
    contestant = null;
    contest = null;
    switch (outcome.result()) {
      case WON -> {
        if (ingest.isOver()) {
          seat.own(outcome.record());
        } else {
          seat.own(outcome.record(), ingest);
        }
      }
      case OUTRANKED -> {
        seat.heldBy(outcome.record());
        if (!ingest.isOver() && seat.standbys() < ChallengeRule.MAX_STANDBYS) {
          seat.take(ingest);
        } else {
          refuse(ingest, RequestResult.TAKEN);
        }
      }
      case TAKEN -> {
        seat.heldBy(outcome.record());
        refuse(ingest, RequestResult.TAKEN);
      }
      default -> refuse(ingest, RequestResult.FAILED);
    }
    next();
    seat.settle();
  }

  private void challenge(Ingest ingest) {
    Ingest incumbent = seat.leader();
    Future<Boolean> sentAway = isSentAway(incumbent);
    watch(
        incumbent,
        () ->
            sentAway.onSuccess(
                away -> seat.context().runOnContext(v -> met(ingest, incumbent, away))),
        () -> join(ingest));
  }

  /** Both connections are alive: two encoders, or one on its way from an edge that goes away. */
  private void met(Ingest ingest, Ingest incumbent, boolean sentAway) {
    if (seat.leader() != incumbent && !ingest.isOver()) {
      // It left while the directory was asked.
      join(ingest);
    } else if (sentAway && seat.isOwner() && !ingest.isOver()) {
      seat.succeed(ingest);
    } else {
      refuse(ingest, RequestResult.TAKEN);
    }
  }

  /** Whether the edge that a publisher came to sends its clients elsewhere. Never fails. */
  private Future<Boolean> isSentAway(Ingest incumbent) {
    if (incumbent.via().isEmpty()) {
      return Future.succeededFuture(false);
    }
    return ground
        .directory()
        .nodes()
        .timeout(WATCH_MILLIS, TimeUnit.MILLISECONDS)
        .map(nodes -> nodes.stream().anyMatch(n -> n.draining() && n.id().equals(incumbent.via())))
        .otherwise(false);
  }

  private void watch(Ingest incumbent, Runnable alive, Runnable otherwise) {
    incumbent
        .isHeardWithin(ground.vertx(), WATCH_MILLIS)
        .onComplete(
            (heard, none) ->
                seat.context()
                    .runOnContext(
                        v -> {
                          if (heard && seat.leader() == incumbent) {
                            alive.run();
                            return;
                          }
                          if (!heard) {
                            incumbent.clock().doubt();
                          }
                          otherwise.run();
                        }));
  }

  private void await(Ingest ingest) {
    if (waiting.size() < MAX_WAITING) {
      waiting.add(ingest);
    } else {
      refuse(ingest, RequestResult.TAKEN);
    }
  }

  private Contest contest(Ingest ingest) {
    return new Contest(
        ground, challenges, seat.key(), ingest.identity(), ingest.priority(), ingest::isOver);
  }

  private void refuse(Ingest ingest, RequestResult result) {
    if (ingest.isOver()) {
      return;
    }
    if (result == RequestResult.TAKEN) {
      ingest.refuse(ground.metrics(), result, StatusCode.PUBLISH_BAD_NAME, TAKEN);
    } else {
      ingest.refuse(
          ground.metrics(),
          result,
          StatusCode.PUBLISH_REJECTED,
          "The cluster cannot be asked who owns the stream; try again.");
    }
  }
}
