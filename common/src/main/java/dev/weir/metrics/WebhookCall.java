package dev.weir.metrics;

/** What a webhook is called for; the {@code kind} label of the webhook calls. */
public enum WebhookCall {
  /** Somebody waits for the answer. */
  ASK,
  /** It is told what happened. */
  TELL
}
