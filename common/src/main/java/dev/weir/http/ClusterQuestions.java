package dev.weir.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Asks every node of the cluster what it has, and answers when another node asks.
 *
 * <p>A node listens at {@code weir.control.ID} on the event bus. Questions go to all nodes at once;
 * one that does not answer in time is named as missing, and the others' answers stand. Whoever was
 * missing last time may be dead, and gets less time until it answers again. The node's own rows
 * never travel over the bus, so they are there whatever state the cluster is in. When even the list
 * of nodes cannot be had, the last known one is used.
 */
public final class ClusterQuestions {
  private static final String ADDRESS = "weir.control.";

  /** For all of it: pages are to come within a second when nodes die, too, on a busy machine. */
  private static final long WHOLE_MILLIS = 600;

  private static final long LIST_MILLIS = 300;
  private static final long ANSWER_MILLIS = 500;
  private static final long MISSING_MILLIS = 200;
  private static final int NODES_MAX = 1_000;
  private static final int ASKING_MAX = 16;
  private static final int NOT_UNDERSTOOD = 400;
  private static final int NO_SNAPSHOT = 500;

  /** Too many questions are under way; ask again later. */
  static final class BusyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BusyException() {
      super("too many questions are under way", null, false, false);
    }
  }

  private record Known(List<String> ids, boolean fresh) {}

  /** A node's answer; null when it gave none. */
  private record Reply(String node, Answer answer) {}

  private final Vertx vertx;
  private final NodeStatus status;
  private final NodeSnapshots snapshots;
  private final Supplier<Future<List<String>>> nodeIds;
  private final String id;
  private final AtomicInteger asking = new AtomicInteger();
  private final Set<String> lastMissing = ConcurrentHashMap.newKeySet();
  private volatile List<String> lastKnown = List.of();
  private MessageConsumer<Object> consumer;

  private ClusterQuestions(
      Vertx vertx,
      NodeStatus status,
      NodeSnapshots snapshots,
      Supplier<Future<List<String>>> nodeIds) {
    this.vertx = vertx;
    this.status = Objects.requireNonNull(status);
    this.snapshots = Objects.requireNonNull(snapshots);
    this.nodeIds = Objects.requireNonNull(nodeIds);
    this.id = status.node().id();
  }

  /**
   * Begins to answer other nodes. Done when they can ask; fails when the event bus does.
   *
   * @param nodeIds ids of the cluster's nodes, with or without this one; called for every question
   *     and given 0.3 s
   */
  public static Future<ClusterQuestions> start(
      Vertx vertx,
      NodeStatus status,
      NodeSnapshots snapshots,
      Supplier<Future<List<String>>> nodeIds) {
    ClusterQuestions questions = new ClusterQuestions(vertx, status, snapshots, nodeIds);
    questions.consumer = vertx.eventBus().consumer(ADDRESS + questions.id, questions::answer);
    return questions.consumer.completion().map(questions);
  }

  /** Stops answering other nodes. */
  public Future<Void> close() {
    return consumer.unregister();
  }

  /**
   * Asks all nodes; answered within a second, on the caller's context. Fails with {@link
   * BusyException} only.
   */
  Future<Answers> ask(Question question) {
    if (asking.incrementAndGet() > ASKING_MAX) {
      asking.decrementAndGet();
      return Future.failedFuture(new BusyException());
    }
    // Snapshots complete on the loops that the data lives on; the caller must not be moved there.
    Context caller = vertx.getOrCreateContext();
    Promise<Answers> done = Promise.promise();
    long begun = System.nanoTime();
    known()
        .compose(known -> askAll(question, known, begun))
        .onComplete(
            (answers, failure) -> {
              asking.decrementAndGet();
              caller.runOnContext(again -> done.complete(answers, failure));
            });
    return done.future();
  }

  private Future<Known> known() {
    return attempt(nodeIds, LIST_MILLIS)
        .map(
            ids -> {
              lastKnown = List.copyOf(ids);
              return new Known(lastKnown, true);
            })
        .otherwise(failure -> new Known(lastKnown, false));
  }

  private Future<Answers> askAll(Question question, Known known, long begunNanos) {
    long passed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNanos);
    long patience = Math.max(MISSING_MILLIS, Math.min(ANSWER_MILLIS, WHOLE_MILLIS - passed));
    TreeSet<String> others = new TreeSet<>(known.ids());
    others.remove(id);
    List<Future<Reply>> replies = new ArrayList<>(others.size() + 1);
    replies.add(reply(id, own(question, patience)));
    for (String other : others) {
      replies.add(
          replies.size() < NODES_MAX
              ? reply(other, other(other, question, patience))
              : Future.succeededFuture(new Reply(other, null)));
    }
    return Future.all(replies)
        .map(
            all -> {
              Answers answers = gather(question, known, all.list());
              lastMissing.addAll(answers.missing());
              lastMissing.retainAll(answers.missing());
              return answers;
            });
  }

  private static Future<Reply> reply(String node, Future<Answer> answer) {
    return answer.map(given -> new Reply(node, given)).otherwise(failure -> new Reply(node, null));
  }

  private static Answers gather(Question question, Known known, List<Reply> replies) {
    List<Answer> answers = new ArrayList<>(replies.size());
    TreeSet<String> missing = new TreeSet<>();
    for (Reply reply : replies) {
      if (reply.answer() == null) {
        missing.add(reply.node());
      } else {
        answers.add(reply.answer());
      }
    }
    return new Answers(question, answers, List.copyOf(missing), known.fresh());
  }

  private Future<Answer> other(String node, Question question, long patience) {
    long millis = lastMissing.contains(node) ? MISSING_MILLIS : patience;
    return vertx
        .eventBus()
        .request(ADDRESS + node, question.toJson(), new DeliveryOptions().setSendTimeout(millis))
        .map(message -> Answer.parse(node, question, message.body()));
  }

  private Future<Answer> own(Question question, long millis) {
    return attempt(() -> snapshot(question.about()), millis)
        .map(rows -> Answer.of(status.node(), question, rows));
  }

  private Future<JsonArray> snapshot(Question.About about) {
    return switch (about) {
      case STREAMS -> snapshots.streams();
      case SESSIONS -> snapshots.sessions();
      case NODES -> Future.succeededFuture(new JsonArray().add(self()));
    };
  }

  private JsonObject self() {
    Readiness readiness = Readiness.of(status);
    return status
        .node()
        .toJson()
        .put("ready", readiness.ready())
        .put("failing", readiness.failing());
  }

  private void answer(Message<Object> message) {
    Optional<Question> question = Question.parse(message.body());
    if (question.isEmpty()) {
      message.fail(NOT_UNDERSTOOD, "not a question this node understands");
      return;
    }
    own(question.get(), ANSWER_MILLIS)
        .onSuccess(answer -> message.reply(answer.toJson()))
        .onFailure(failure -> message.fail(NO_SNAPSHOT, "no snapshot: " + failure.getMessage()));
  }

  private static <T> Future<T> attempt(Supplier<Future<T>> action, long millis) {
    return Future.<T>succeededFuture()
        .compose(nothing -> action.get())
        .timeout(millis, TimeUnit.MILLISECONDS);
  }
}
