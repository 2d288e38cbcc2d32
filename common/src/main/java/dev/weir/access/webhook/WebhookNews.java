package dev.weir.access.webhook;

import dev.weir.metrics.NodeMetrics;
import dev.weir.metrics.WebhookCall;
import dev.weir.metrics.WebhookResult;
import dev.weir.stream.StreamKey;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a webhook what happened: of each stream in order, one at a time, with three more attempts
 * at what fails. Nobody waits for it, and when too much is waiting to be told, the newest is left
 * out and counted.
 */
final class WebhookNews {
  static final long PAUSE_MILLIS = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(WebhookNews.class);
  private static final int MAX_WAITING = 10_000;
  private static final int RETRIES = 3;
  private static final long CLOSE_SECONDS = 10;

  /** So that those who ask find room beside them. */
  private static final int MAX_AT_ONCE = 64;

  private final WebhookClient client;
  private final NodeMetrics metrics;
  private final String shownUrl;
  private final long pauseMillis;
  private final ComplaintPace complaints = new ComplaintPace();

  /** Of the streams that something is told of now, or waits to be. */
  private final Map<StreamKey, Queue<WebhookEvent>> queues = new HashMap<>();

  /** Those of them whose turn has not come. */
  private final Queue<StreamKey> idle = new ArrayDeque<>();

  private int waiting;
  private int busy;
  private boolean closing;
  private boolean abandoned;

  /**
   * @param pauseMillis before the second attempt; twice as long before each further one
   */
  WebhookNews(WebhookClient client, NodeMetrics metrics, String shownUrl, long pauseMillis) {
    this.client = client;
    this.metrics = metrics;
    this.shownUrl = shownUrl;
    this.pauseMillis = pauseMillis;
  }

  /** Tells, soon. Any thread. */
  void tell(WebhookEvent event) {
    StreamKey stream = event.stream();
    synchronized (this) {
      if (waiting >= MAX_WAITING || closing) {
        metrics.webhookCalled(WebhookCall.TELL, WebhookResult.CROWDED, 0);
        return;
      }
      waiting++;
      Queue<WebhookEvent> queue = queues.get(stream);
      if (queue == null) {
        queue = new ArrayDeque<>();
        queues.put(stream, queue);
        idle.add(stream);
      }
      queue.add(event);
    }
    go();
  }

  /**
   * Takes nothing more, tries nothing again, and closes the client when all is told, or some
   * seconds later.
   */
  void closeAfterwards() {
    boolean done;
    synchronized (this) {
      closing = true;
      done = waiting == 0;
    }
    if (done) {
      client.close();
    } else {
      CompletableFuture.delayedExecutor(CLOSE_SECONDS, TimeUnit.SECONDS).execute(this::abandon);
    }
  }

  private void abandon() {
    int left;
    synchronized (this) {
      abandoned = true;
      left = waiting;
      waiting = 0;
      queues.clear();
      idle.clear();
    }
    client.close();
    if (left > 0) {
      LOG.atWarn().addKeyValue("webhook", shownUrl).addKeyValue("events", left).log("webhook-left");
    }
  }

  synchronized int waiting() {
    return waiting;
  }

  private void go() {
    while (true) {
      StreamKey stream;
      WebhookEvent event;
      synchronized (this) {
        if (busy >= MAX_AT_ONCE || idle.isEmpty()) {
          return;
        }
        busy++;
        stream = idle.remove();
        event = queues.get(stream).peek();
      }
      attempt(stream, event, 0);
    }
  }

  private void attempt(StreamKey stream, WebhookEvent event, int retries) {
    long began = System.nanoTime();
    client
        .post(event)
        .thenCompose(WebhookNews::checked)
        .whenComplete(
            (taken, failure) -> {
              WebhookResult result =
                  failure == null ? WebhookResult.DELIVERED : WebhookException.of(failure).result();
              metrics.webhookCalled(WebhookCall.TELL, result, System.nanoTime() - began);
              if (failure == null) {
                told(stream);
              } else if (retries < RETRIES && !isClosing()) {
                CompletableFuture.delayedExecutor(pauseMillis << retries, TimeUnit.MILLISECONDS)
                    .execute(() -> attempt(stream, event, retries + 1));
              } else {
                givenUp(stream, event, WebhookException.of(failure));
              }
            });
  }

  private synchronized boolean isClosing() {
    return closing;
  }

  private static CompletionStage<Void> checked(WebhookClient.Reply reply) {
    return reply.status() >= 200 && reply.status() < 300
        ? CompletableFuture.completedStage(null)
        : CompletableFuture.failedStage(
            new WebhookException(WebhookResult.SERVER_ERROR, "status " + reply.status()));
  }

  private void givenUp(StreamKey stream, WebhookEvent event, WebhookException failure) {
    if (complaints.admits(System.nanoTime())) {
      LOG.atWarn()
          .addKeyValue("webhook", shownUrl)
          .addKeyValue("stream", stream)
          .addKeyValue("event", event)
          .addKeyValue("result", failure.result())
          .addKeyValue("detail", failure.getMessage())
          .addKeyValue("unsaid", complaints.unsaid())
          .log("webhook-not-told");
    }
    told(stream);
  }

  private void told(StreamKey stream) {
    boolean last;
    synchronized (this) {
      busy--;
      if (abandoned) {
        return;
      }
      waiting--;
      Queue<WebhookEvent> queue = queues.get(stream);
      queue.remove();
      if (queue.isEmpty()) {
        queues.remove(stream);
      } else {
        idle.add(stream);
      }
      last = closing && waiting == 0;
    }
    if (last) {
      client.close();
    } else {
      go();
    }
  }
}
