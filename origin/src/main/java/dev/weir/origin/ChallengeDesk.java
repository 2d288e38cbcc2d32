package dev.weir.origin;

import dev.weir.cluster.StreamRecord;
import dev.weir.stream.StreamKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Origins ask each other over the event bus whether the publisher of a stream is alive, when
 * another one with its credentials knocks elsewhere.
 */
final class ChallengeDesk {
  private static final String ADDRESS = "weir.ingest.";
  private static final int VERSION = 1;

  /** With a claim before and an answer behind it, the loser hears within 200 ms. */
  private static final long DEADLINE_MILLIS = 150;

  private static final int PENDING_MAX = 256;
  private static final int IDENTITY_MAX = 256;

  /** What the holder says. */
  enum Answer {
    /** The publisher is alive, and keeps the stream. */
    ALIVE,
    /** It is not: the stream may be claimed. */
    YIELDED,
    /** No answer, or the one who was asked does not hold the stream. */
    UNKNOWN
  }

  /** Where questions are answered. */
  @FunctionalInterface
  interface Judge {
    /** Any thread; the future may complete on any, and failing means {@link Answer#UNKNOWN}. */
    Future<Answer> judge(StreamKey key, String identity, int priority);
  }

  private final Vertx vertx;
  private final Judge judge;
  private final AtomicInteger pending = new AtomicInteger();
  private final MessageConsumer<Object> consumer;

  ChallengeDesk(Vertx vertx, String nodeId, Judge judge) {
    this.vertx = vertx;
    this.judge = judge;
    this.consumer = vertx.eventBus().consumer(ADDRESS + nodeId, this::answer);
  }

  /** Asks the owner of a claim. Never fails. */
  Future<Answer> ask(StreamRecord holder, String identity, int priority) {
    JsonObject question =
        new JsonObject()
            .put("v", VERSION)
            .put("key", holder.key().toString())
            .put("identity", identity)
            .put("priority", priority);
    return vertx
        .eventBus()
        .request(
            ADDRESS + holder.originId(),
            question,
            new DeliveryOptions().setSendTimeout(DEADLINE_MILLIS))
        .map(reply -> read(reply.body()))
        .otherwise(Answer.UNKNOWN);
  }

  Future<Void> close() {
    return consumer.unregister();
  }

  private static Answer read(Object body) {
    if (body instanceof JsonObject json && json.getValue("answer") instanceof String text) {
      for (Answer answer : Answer.values()) {
        if (answer.name().toLowerCase(Locale.ROOT).equals(text)) {
          return answer;
        }
      }
    }
    return Answer.UNKNOWN;
  }

  private void answer(Message<Object> message) {
    Optional<Future<Answer>> judged =
        message.body() instanceof JsonObject question ? judge(question) : Optional.empty();
    if (judged.isEmpty()) {
      reply(message, Answer.UNKNOWN);
      return;
    }
    judged
        .get()
        .onComplete(
            (answer, failure) -> {
              pending.decrementAndGet();
              reply(message, failure == null ? answer : Answer.UNKNOWN);
            });
  }

  private Optional<Future<Answer>> judge(JsonObject question) {
    if (question.getValue("key") instanceof String name
        && question.getValue("identity") instanceof String identity
        && question.getValue("priority") instanceof Integer priority
        && identity.length() <= IDENTITY_MAX) {
      Optional<StreamKey> key = StreamKey.parse(name);
      if (key.isPresent() && pending.incrementAndGet() <= PENDING_MAX) {
        return Optional.of(judge.judge(key.get(), identity, priority));
      }
      if (key.isPresent()) {
        pending.decrementAndGet();
      }
    }
    return Optional.empty();
  }

  private static void reply(Message<Object> message, Answer answer) {
    message.reply(
        new JsonObject().put("v", VERSION).put("answer", answer.name().toLowerCase(Locale.ROOT)));
  }
}
