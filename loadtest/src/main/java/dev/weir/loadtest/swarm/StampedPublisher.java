package dev.weir.loadtest.swarm;

import dev.weir.rtmp.RtmpUrl;
import io.netty.channel.EventLoopGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Publishes a {@link Feed} in real time to one or more streams, every frame with a {@link Stamp},
 * from a thread of its own. Its methods may be called from any thread.
 */
public final class StampedPublisher implements AutoCloseable {
  private final EventLoopGroup group = Swarm.eventLoops(1, "stamped-publisher");
  private final CompletableFuture<Void> started = new CompletableFuture<>();
  private final CompletableFuture<String> lost = new CompletableFuture<>();
  private SwarmLoop loop;

  private StampedPublisher() {}

  /** Starts to publish to each of the URLs. */
  public static StampedPublisher start(List<RtmpUrl> urls, Feed feed) {
    StampedPublisher publisher = new StampedPublisher();
    publisher.group.next().execute(() -> publisher.open(urls, feed));
    return publisher;
  }

  /** Done when all streams are granted; fails with the reason when one is not. */
  public CompletableFuture<Void> started() {
    return started;
  }

  /** Done with the reason when a stream's connection ends before {@link #close}. */
  public CompletableFuture<String> lost() {
    return lost;
  }

  @Override
  public void close() {
    CompletableFuture.runAsync(
            () -> {
              if (loop != null) {
                loop.close();
              }
            },
            group.next())
        .join();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private void open(List<RtmpUrl> urls, Feed feed) {
    loop = new SwarmLoop(group.next());
    List<CompletableFuture<Void>> grants = new ArrayList<>();
    try {
      for (RtmpUrl url : urls) {
        Target target = Target.of(url);
        CompletableFuture<Void> grant = new CompletableFuture<>();
        grants.add(grant);
        SwarmConnection connection = loop.connect(target, ConnectionListener.NONE, false);
        loop.publish(connection, List.of(target), feed, false, listener(url.name(), grant));
      }
    } catch (IllegalArgumentException e) {
      grants.add(CompletableFuture.failedFuture(new IllegalStateException(e.getMessage())));
    }
    CompletableFuture.allOf(grants.toArray(CompletableFuture<?>[]::new))
        .whenComplete(
            (v, failure) -> {
              if (failure == null) {
                started.complete(null);
              } else {
                started.completeExceptionally(failure.getCause());
              }
            });
  }

  private PublishListener listener(String name, CompletableFuture<Void> grant) {
    return new PublishListener() {
      @Override
      public void onGranted(SwarmPublisher publisher) {
        grant.complete(null);
      }

      @Override
      public void onLost(SwarmPublisher publisher, String reason) {
        lost.complete(reason);
        grant.completeExceptionally(new IllegalStateException("publish " + name + ": " + reason));
      }
    };
  }
}
