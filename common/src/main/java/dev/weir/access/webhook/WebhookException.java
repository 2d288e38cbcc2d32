package dev.weir.access.webhook;

import dev.weir.metrics.WebhookResult;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.TimeoutException;

/** A webhook gave no answer that means something. */
final class WebhookException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final WebhookResult result;

  WebhookException(WebhookResult result, String message) {
    super(message, null, false, false);
    this.result = result;
  }

  /** What a call failed with, in whatever it is wrapped. */
  static WebhookException of(Throwable failure) {
    Throwable innermost = failure;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof WebhookException known) {
        return known;
      }
      if (cause instanceof TimeoutException || cause instanceof HttpTimeoutException) {
        return new WebhookException(WebhookResult.TIMEOUT, "no answer in time");
      }
      innermost = cause;
    }
    // Its message may quote the URL.
    return new WebhookException(
        WebhookResult.UNREACHABLE, "no connection: " + innermost.getClass().getSimpleName());
  }

  WebhookResult result() {
    return result;
  }

  /** Whether it is down or too slow, rather than wrong. */
  boolean isOutage() {
    return result != WebhookResult.BAD_ANSWER && result != WebhookResult.TARGET;
  }
}
