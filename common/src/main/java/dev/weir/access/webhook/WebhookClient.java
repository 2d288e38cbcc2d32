package dev.weir.access.webhook;

import dev.weir.access.BoundedBody;
import dev.weir.access.WebhookRules;
import dev.weir.metrics.WebhookResult;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Posts JSON to one web server, and takes its answer within a time and a size. Whoever calls is
 * never held up: names are looked up, and connections made, on threads of its own.
 */
final class WebhookClient implements AutoCloseable {
  /** An answer that came in time and in size. */
  record Reply(int status, byte[] body) {}

  static final int MAX_ANSWER_BYTES = 64 << 10;

  /** Enough for thousands of calls a second; a look-up that hangs holds one of them. */
  private static final int THREADS = 4;

  static final int MAX_IN_FLIGHT = 256;

  /** For a turn, within their deadline. */
  private static final int MAX_WAITING = 10_000;

  private static final long IDLE_SECONDS = 30;

  private final WebhookRules rules;
  private final WebhookTarget target;
  private final ThreadPoolExecutor threads;
  private final HttpClient client;
  private final Queue<Call> waiting = new ArrayDeque<>();
  private int inFlight;

  private record Call(WebhookEvent event, CompletableFuture<Reply> reply, long endNanos) {
    /** Its deadline may be over before anybody said so. */
    boolean isOver() {
      return reply.isDone() || System.nanoTime() - endNanos >= 0;
    }
  }

  WebhookClient(WebhookRules rules, WebhookTarget target) {
    this.rules = rules;
    this.target = target;
    AtomicInteger number = new AtomicInteger();
    this.threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "weir-webhook-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            // A proxy would look the name up for itself, and nobody would check what it found.
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(rules.deadline())
            .executor(threads)
            .build();
  }

  /**
   * Posts; the event is written on another thread.
   *
   * @return completes on any thread; what it fails with is for {@link WebhookException#of}
   */
  CompletionStage<Reply> post(WebhookEvent event) {
    long end = System.nanoTime() + rules.deadline().toNanos();
    Call call = new Call(event, new CompletableFuture<>(), end);
    synchronized (this) {
      if (inFlight < MAX_IN_FLIGHT) {
        inFlight++;
      } else if (waiting.size() < MAX_WAITING) {
        waiting.add(call);
        return call.reply.orTimeout(rules.deadline().toMillis(), TimeUnit.MILLISECONDS);
      } else {
        call.reply.completeExceptionally(
            new WebhookException(WebhookResult.CROWDED, "too many calls wait for their turn"));
        return call.reply;
      }
    }
    call.reply.orTimeout(rules.deadline().toMillis(), TimeUnit.MILLISECONDS);
    start(call);
    return call.reply;
  }

  /** Nobody's turn comes any more: what is down is not to be called by those who wait. */
  void refuseWaiting() {
    List<Call> refused;
    synchronized (this) {
      refused = List.copyOf(waiting);
      waiting.clear();
    }
    WebhookException open = new WebhookException(WebhookResult.BREAKER_OPEN, "it is down");
    later(() -> refused.forEach(call -> call.reply.completeExceptionally(open)));
  }

  /** Calls that were made and are not over, among them those that nobody waits for any more. */
  synchronized int inFlight() {
    return inFlight;
  }

  /** Calls that are under way may still be answered. */
  @Override
  public void close() {
    threads.shutdown();
  }

  private void start(Call call) {
    try {
      threads.execute(() -> send(call.event, call.reply));
    } catch (RejectedExecutionException e) {
      // Closed: whoever waits has his deadline.
      call.reply.completeExceptionally(
          new WebhookException(WebhookResult.UNREACHABLE, "the settings have changed"));
      synchronized (this) {
        inFlight--;
      }
    }
  }

  /** A call is over; the next that somebody still waits for takes its place. */
  private void over() {
    Call next;
    synchronized (this) {
      next = waiting.poll();
      while (next != null && next.isOver()) {
        next = waiting.poll();
      }
      if (next == null) {
        inFlight--;
        return;
      }
    }
    start(next);
  }

  private void send(WebhookEvent event, CompletableFuture<Reply> reply) {
    CompletableFuture<HttpResponse<byte[]>> exchange;
    try {
      if (reply.isDone()) {
        throw new WebhookException(WebhookResult.TIMEOUT, "no thread was free in time");
      }
      target.check(rules.url().getHost());
      exchange =
          client.sendAsync(
              request(event),
              info ->
                  new BoundedBody(
                      MAX_ANSWER_BYTES,
                      words -> new WebhookException(WebhookResult.BAD_ANSWER, words)));
    } catch (RuntimeException e) {
      reply.completeExceptionally(e);
      over();
      return;
    }
    exchange.whenComplete(
        (response, failure) -> {
          if (failure == null) {
            reply.complete(new Reply(response.statusCode(), response.body()));
          } else {
            reply.completeExceptionally(failure);
          }
          over();
        });
    // The deadline: what goes on trickling is cut off. That takes its time, and the thread that
    // watches deadlines is one for all.
    reply.whenComplete((answer, failure) -> later(() -> exchange.cancel(true)));
  }

  /** Once closed nothing is left to be cut off in time. */
  private void later(Runnable task) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException e) {
      task.run();
    }
  }

  private HttpRequest request(WebhookEvent event) {
    byte[] body = event.body();
    long seconds = System.currentTimeMillis() / 1_000;
    return HttpRequest.newBuilder(rules.url())
        .timeout(rules.deadline())
        .header("Content-Type", "application/json")
        .header("User-Agent", "weir")
        .header("Idempotency-Key", event.id())
        .header("X-Signature", WebhookSignature.of(rules.secret(), seconds, body))
        .POST(BodyPublishers.ofByteArray(body))
        .build();
  }
}
