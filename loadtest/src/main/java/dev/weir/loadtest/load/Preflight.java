package dev.weir.loadtest.load;

import dev.weir.cli.StartupException;
import dev.weir.loadtest.report.Masked;
import dev.weir.loadtest.simulation.LoadOptions;
import dev.weir.loadtest.simulation.StreamNames;
import dev.weir.loadtest.swarm.ConnectionListener;
import dev.weir.loadtest.swarm.LoadEngine;
import dev.weir.loadtest.swarm.PlayerListener;
import dev.weir.loadtest.swarm.PlayerStyle;
import dev.weir.loadtest.swarm.PublishListener;
import dev.weir.loadtest.swarm.SwarmConnection;
import dev.weir.loadtest.swarm.SwarmLoop;
import dev.weir.loadtest.swarm.SwarmPlayer;
import dev.weir.loadtest.swarm.SwarmPublisher;
import dev.weir.loadtest.swarm.Target;
import dev.weir.rtmp.RtmpUrl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Publishes and plays one stream before a load test begins, so that a wrong URL, a refused key or a
 * host that does not answer is a sentence and not a report full of zeros.
 */
final class Preflight {
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final Duration PICTURE = Duration.ofSeconds(20);

  private final LoadEngine engine;
  private final LoadOptions options;
  private final CompletableFuture<String> stop;
  private final Duration answer;
  private final Duration picture;

  /**
   * @param stop done when the user wants no more
   */
  Preflight(LoadEngine engine, LoadOptions options, CompletableFuture<String> stop) {
    this(engine, options, stop, ANSWER, PICTURE);
  }

  /**
   * @param answer how long a server may take to let a publisher in
   * @param picture how long a player may take to its first picture
   */
  Preflight(
      LoadEngine engine,
      LoadOptions options,
      CompletableFuture<String> stop,
      Duration answer,
      Duration picture) {
    this.engine = engine;
    this.options = options;
    this.stop = stop;
    this.answer = answer;
    this.picture = picture;
  }

  /**
   * Looks; blocks.
   *
   * @throws StartupException with one sentence when it does not work
   */
  void look(Ground ground) {
    List<Target> publishers = targets(ground.publishUrls());
    List<Target> players = targets(ground.playUrls());
    if (!options.publishes()) {
      players.forEach(this::play);
      return;
    }
    // The others first, to which publishers go when they are cut off, and not all that can play
    // from the first can play from them.
    for (Target other : publishers.subList(1, publishers.size())) {
      publish(other, List.of());
    }
    publish(publishers.get(0), players);
  }

  /** Publishes while some play. */
  private void publish(Target target, List<Target> players) {
    SwarmPublisher publisher = publish(target);
    try {
      players.forEach(this::play);
    } finally {
      await(
          CompletableFuture.runAsync(publisher::close, publisherLoop().eventLoop()),
          ANSWER,
          () -> refused("publish", target.url(), "nobody hears that it is over"));
    }
  }

  private SwarmLoop publisherLoop() {
    return engine.publishers().loop(0);
  }

  private List<Target> targets(List<String> urls) {
    List<Target> targets = new ArrayList<>();
    for (String url : urls) {
      try {
        Target target = Target.of(RtmpUrl.parse(url));
        targets.add(target.named(StreamNames.of(url, options.streams(), 0)));
      } catch (IllegalArgumentException e) {
        throw new StartupException(Masked.text(e.getMessage()));
      }
    }
    return targets;
  }

  private SwarmPublisher publish(Target target) {
    CompletableFuture<SwarmPublisher> granted = new CompletableFuture<>();
    SwarmLoop loop = publisherLoop();
    PublishListener listener =
        new PublishListener() {
          @Override
          public void onGranted(SwarmPublisher publisher) {
            granted.complete(publisher);
          }

          @Override
          public void onLost(SwarmPublisher publisher, String reason) {
            granted.completeExceptionally(refused("publish", publisher.connection(), reason));
          }
        };
    loop.eventLoop()
        .execute(
            () ->
                loop.publish(
                    loop.connect(target, ConnectionListener.NONE, false),
                    List.of(target),
                    options.feed(),
                    false,
                    listener));
    return await(
        granted,
        answer,
        () -> refused("publish", target.url(), "no answer within " + words(answer)));
  }

  private void play(Target target) {
    CompletableFuture<Void> seen = new CompletableFuture<>();
    SwarmLoop loop = engine.players().loop(0);
    PlayerListener listener =
        new PlayerListener() {
          @Override
          public void onFirstKeyFrame(SwarmPlayer player) {
            seen.complete(null);
            player.leave();
          }

          @Override
          public void onGone(SwarmPlayer player, String reason) {
            loop.forget(player);
            seen.completeExceptionally(refused("play", player.connection(), reason));
          }
        };
    loop.eventLoop()
        .execute(
            () ->
                loop.play(
                    loop.connect(target, PlayerStyle.HEALTHY, ConnectionListener.NONE, false),
                    target.url().name(),
                    PlayerStyle.HEALTHY,
                    listener,
                    null));
    await(
        seen, picture, () -> refused("play", target.url(), "no picture within " + words(picture)));
  }

  /** With the server's words where there are any, and without the key in the name. */
  private static StartupException refused(String what, SwarmConnection connection, String reason) {
    boolean said = reason.startsWith("refused") && !connection.description().isEmpty();
    String words = said ? reason + " (" + connection.description() + ")" : reason;
    return refused(what, connection.url(), words);
  }

  private static StartupException refused(String what, RtmpUrl url, String words) {
    String place = Masked.text(url.tcUrl() + "/" + url.name());
    return new StartupException("cannot " + what + " at " + place + ": " + Masked.text(words));
  }

  private static String words(Duration time) {
    return time.toMillis() % 1_000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }

  private <T> T await(
      CompletableFuture<T> step, Duration time, Supplier<StartupException> tooLate) {
    try {
      CompletableFuture.anyOf(step, stop).get(time.toMillis(), TimeUnit.MILLISECONDS);
      if (stop.isDone()) {
        throw new StoppedException();
      }
      return step.join();
    } catch (TimeoutException e) {
      throw tooLate.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StartupException startup) {
        throw startup;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoppedException();
    }
  }
}
