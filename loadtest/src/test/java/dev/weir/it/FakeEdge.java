package dev.weir.it;

import dev.weir.rtmp.session.ClientEvent;
import dev.weir.rtmp.session.ClientTarget;
import dev.weir.transport.ClientHandler;
import dev.weir.transport.CloseReason;
import dev.weir.transport.RtmpDialer;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One that dials a node as nodes do, and keeps what it hears. */
final class FakeEdge implements ClientHandler {
  private final CompletableFuture<String> end = new CompletableFuture<>();
  private final AtomicInteger media = new AtomicInteger();
  private final StringBuilder heard = new StringBuilder();
  private final Context context;
  private final RtmpDialer.Link link;

  private FakeEdge(Context context, RtmpDialer.Link link) {
    this.context = context;
    this.link = link;
  }

  static FakeEdge dial(Vertx vertx, RtmpDialer dialer, int port, ClientTarget target) {
    Context context = vertx.getOrCreateContext();
    CompletableFuture<FakeEdge> made = new CompletableFuture<>();
    context.runOnContext(
        v ->
            dialer
                .dial(
                    NodeProcess.HOST,
                    port,
                    target,
                    link -> {
                      FakeEdge edge = new FakeEdge(context, link);
                      made.complete(edge);
                      return edge;
                    })
                .onFailure(made::completeExceptionally));
    return made.orTimeout(10, TimeUnit.SECONDS).join();
  }

  /** Media messages so far. */
  int media() {
    return media.get();
  }

  /** Waits for the end; all that was said against it. */
  String end() {
    return end.orTimeout(20, TimeUnit.SECONDS).join();
  }

  void hangUp() {
    context.runOnContext(v -> link.connection().finish());
  }

  @Override
  public void onHandshakeDone(ClientEvent.HandshakeDone event) {
    // Nothing to see yet.
  }

  @Override
  public void onConnected(ClientEvent.Connected event) {
    // Nothing to see yet.
  }

  @Override
  public void onStarted(ClientEvent.Started event) {
    // Media tells.
  }

  @Override
  public void onMedia(ClientEvent.Media event) {
    media.incrementAndGet();
    event.release();
  }

  @Override
  public void onData(ClientEvent.Data event) {
    event.release();
  }

  @Override
  public void onStatus(ClientEvent.Status event) {
    heard.append(event.code()).append(' ').append(event.description()).append('\n');
  }

  @Override
  public void onReconnectRequested(ClientEvent.ReconnectRequested event) {
    // It stays.
  }

  @Override
  public void onRefused(ClientEvent.Refused event) {
    heard.append(event.code()).append(' ').append(event.description()).append('\n');
  }

  @Override
  public void onEnded(ClientEvent.Ended event) {
    heard.append(event.code()).append('\n');
  }

  @Override
  public void onReadComplete() {
    // Nothing comes in batches here.
  }

  @Override
  public void onClosed(CloseReason reason) {
    end.complete(heard.append(reason.detail()).toString());
  }
}
