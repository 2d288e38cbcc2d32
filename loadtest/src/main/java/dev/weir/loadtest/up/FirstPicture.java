package dev.weir.loadtest.up;

import dev.weir.loadtest.client.PlayListener;
import dev.weir.loadtest.client.Player;
import dev.weir.loadtest.client.RefusedException;
import dev.weir.media.VideoTagHeader;
import dev.weir.rtmp.RtmpUrl;
import dev.weir.rtmp.handshake.HandshakeScheme;
import dev.weir.rtmp.message.MessageType;
import dev.weir.transport.RtmpDialer;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Plays a stream until its first key frame, as often as it takes within half a minute. */
public final class FirstPicture {
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long RETRY_MILLIS = 300;

  private final Vertx vertx;
  private final RtmpDialer dialer;
  private final RtmpUrl url;
  private final long deadlineNanos = System.nanoTime() + LIMIT_NANOS;
  private final CompletableFuture<Void> seen = new CompletableFuture<>();

  private FirstPicture(Vertx vertx, RtmpDialer dialer, RtmpUrl url) {
    this.vertx = vertx;
    this.dialer = dialer;
    this.url = url;
  }

  /** Done when the picture came; fails with an {@link IOException} that says what came instead. */
  public static CompletableFuture<Void> of(Vertx vertx, RtmpDialer dialer, RtmpUrl url) {
    FirstPicture picture = new FirstPicture(vertx, dialer, url);
    picture.attempt();
    return picture.seen;
  }

  private void attempt() {
    Attempt attempt = new Attempt();
    Player player = Player.start(vertx, dialer, url, HandshakeScheme.SIMPLE, attempt);
    seen.whenComplete((done, e) -> player.close());
  }

  private final class Attempt implements PlayListener {
    private String why;

    @Override
    public void onFrame(int type, long timestamp, ByteBuf body) {
      if (type == MessageType.VIDEO && VideoTagHeader.parse(body).isKeyFrame()) {
        seen.complete(null);
      }
    }

    @Override
    public void onRefused(RefusedException refused) {
      why = refused.getMessage();
    }

    @Override
    public void onClosed(String reason) {
      if (System.nanoTime() - deadlineNanos > 0) {
        String words = why == null ? reason : why;
        seen.completeExceptionally(new IOException("no picture at " + url.tcUrl() + ": " + words));
      } else if (!seen.isDone()) {
        vertx.setTimer(RETRY_MILLIS, id -> attempt());
      }
    }
  }
}
