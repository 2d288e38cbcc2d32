package dev.weir.loadtest.gatling;

import dev.weir.loadtest.swarm.ConnectionListener;
import dev.weir.loadtest.swarm.Feed;
import dev.weir.loadtest.swarm.LoadEngine;
import dev.weir.loadtest.swarm.PlayerListener;
import dev.weir.loadtest.swarm.PlayerStyle;
import dev.weir.loadtest.swarm.PublishListener;
import dev.weir.loadtest.swarm.Sight;
import dev.weir.loadtest.swarm.SwarmConnection;
import dev.weir.loadtest.swarm.SwarmLoop;
import dev.weir.loadtest.swarm.SwarmPlayer;
import dev.weir.loadtest.swarm.SwarmPublisher;
import dev.weir.loadtest.swarm.Target;
import dev.weir.rtmp.RtmpUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * What a virtual user has open: a connection, and who plays or publishes over it. It stands in the
 * user's session and lives on one of the engine's loops: whatever touches it goes through {@link
 * #execute}.
 */
final class RtmpUser {
  /** Its attribute; sessions keep those that begin so when they are reset. */
  static final String KEY = "gatling.rtmp";

  private final LoadEngine engine;
  private final RtmpProtocol protocol;
  private final long id;
  private volatile SwarmLoop loop;
  private SwarmConnection connection;
  private PlayerStyle style = PlayerStyle.HEALTHY;
  private SwarmPlayer player;
  private SwarmPlayer next;
  private SwarmPublisher publisher;
  private Sight sight;
  private PlayerListener viewer;
  private int turn;

  RtmpUser(LoadEngine engine, RtmpProtocol protocol, long id) {
    this.engine = engine;
    this.protocol = protocol;
    this.id = id;
  }

  /**
   * Where it connects as a player now: to the next URL when it was cut off or refused at the one
   * before, as a viewer who comes again to a name for many servers finds another one.
   */
  Target nextTarget() {
    boolean connectionLost = connection != null && connection.isGone();
    boolean playerLost = player != null && player.isGone();
    if (connectionLost || playerLost) {
      turn++;
    }
    return protocol.player(id + turn);
  }

  /** Runs something on the user's loop, which is one for players unless it was chosen before. */
  void execute(Runnable task) {
    if (loop == null) {
      loop = engine.players().loop(id);
    }
    try {
      loop.eventLoop().execute(task);
    } catch (RejectedExecutionException e) {
      // The engine is closed, and with it whatever this user had open.
    }
  }

  /** The user publishes without having connected first: that has loops of its own. */
  void chooseForPublishing() {
    if (loop == null) {
      loop = engine.publishers().loop(id);
    }
  }

  /** Runs something later. */
  void later(long millis, Runnable task) {
    loop.eventLoop().schedule(task, millis, TimeUnit.MILLISECONDS);
  }

  /** Whether the run is about to end. */
  boolean isEnding() {
    return engine.isEnding();
  }

  /** Whether it has a connection that nobody uses yet. */
  boolean hasFreshConnection() {
    return connection != null && connection.isReady();
  }

  /** Null when it has none. */
  SwarmPlayer player() {
    return player;
  }

  /** Null when it has none. */
  SwarmPublisher publisher() {
    return publisher;
  }

  SwarmConnection connect(Target target, PlayerStyle newStyle, ConnectionListener listener) {
    style = newStyle;
    connection = loop.connect(target, newStyle, listener, protocol.moves());
    return connection;
  }

  /**
   * Plays over the fresh connection; a user who was cut off goes on as the viewer that he was.
   *
   * @param wanted null for the name in the connection's URL
   */
  void play(String wanted, PlayerListener listener) {
    if (player != null) {
      loop.forget(player);
      player = null;
    }
    SwarmConnection fresh = connection;
    connection = null;
    viewer = listener;
    String name = wanted == null ? fresh.url().name() : wanted;
    player = loop.play(fresh, name, style, new Moving(name), sight);
    sight = player.sight();
  }

  /** Who hears of the player from now on. */
  void listen(PlayerListener listener) {
    viewer = listener;
  }

  /** Publishes over the fresh connection. */
  void publish(String name, Feed feed, PublishListener listener) {
    List<Target> targets = new ArrayList<>();
    targets.add(protocol.publisher(id).named(name));
    if (protocol.returns()) {
      protocol.publishers().stream().skip(1).forEach(target -> targets.add(target.named(name)));
    }
    SwarmConnection fresh = connection;
    connection = null;
    publisher = loop.publish(fresh, targets, feed, protocol.returns(), listener);
  }

  /** Ends everything; a pause of pictures that lasts counts until now. */
  void close() {
    viewer = PlayerListener.NONE;
    if (player != null) {
      player.sight().settle(System.nanoTime());
      player.leave();
      loop.forget(player);
      player = null;
      sight = null;
    }
    if (next != null) {
      next.leave();
      loop.forget(next);
      next = null;
    }
    if (publisher != null) {
      publisher.close();
      publisher = null;
    }
    if (connection != null) {
      connection.end("left");
      connection = null;
    }
  }

  /** Passes on what concerns the viewer, and moves him when the server asks for it. */
  private final class Moving implements PlayerListener {
    private final String name;

    Moving(String name) {
      this.name = name;
    }

    @Override
    public void onFirstMedia(SwarmPlayer who) {
      if (who != next) {
        viewer.onFirstMedia(who);
      }
    }

    @Override
    public void onFirstKeyFrame(SwarmPlayer who) {
      if (who == next) {
        SwarmPlayer old = player;
        player = next;
        next = null;
        loop.forget(old);
        old.leave();
      } else {
        viewer.onFirstKeyFrame(who);
      }
    }

    @Override
    public void onReconnectRequest(SwarmPlayer who, String tcUrl) {
      if (who == player && next == null) {
        Target there = Target.of(RtmpUrl.parse(tcUrl.replaceAll("/+$", "") + "/" + name));
        SwarmConnection move = loop.connect(there, style, ConnectionListener.NONE, true);
        next = loop.play(move, name, style, this, sight);
      }
    }

    @Override
    public void onPaused(SwarmPlayer who, String code) {
      viewer.onPaused(who, code);
    }

    @Override
    public void onGone(SwarmPlayer who, String reason) {
      if (who == next) {
        loop.forget(next);
        next = null;
      } else if (who == player || player == null) {
        if (next != null) {
          loop.forget(player);
          player = next;
          next = null;
        } else {
          viewer.onGone(who, reason);
        }
      }
    }
  }
}
