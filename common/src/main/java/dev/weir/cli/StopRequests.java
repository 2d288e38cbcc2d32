package dev.weir.cli;

import java.util.concurrent.CompletableFuture;

/**
 * Who wants a process to end, and how urgently: the first request is for good order, a second one
 * for no more waiting. Any thread.
 */
final class StopRequests {
  private final CompletableFuture<String> first = new CompletableFuture<>();
  private final CompletableFuture<String> urgent = new CompletableFuture<>();
  private volatile boolean closing;

  /** Another request, with what it is. */
  void add(String what) {
    if (!first.complete(what)) {
      urgent.complete(what);
    }
  }

  /** A request that cannot wait. */
  void addUrgent(String what) {
    first.complete(what);
    urgent.complete(what);
  }

  /** Done with the first request. */
  CompletableFuture<String> first() {
    return first;
  }

  /** Done with the request that ends all waiting. */
  CompletableFuture<String> urgent() {
    return urgent;
  }

  /** The waiting is over, and the node is being closed. */
  void closing() {
    closing = true;
  }

  /** Whether nothing that the node does is waited for any more. */
  boolean isClosing() {
    return closing;
  }
}
