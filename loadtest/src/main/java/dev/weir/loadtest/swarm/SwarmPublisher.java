package dev.weir.loadtest.swarm;

import dev.weir.rtmp.RtmpUrl;
import dev.weir.rtmp.message.MessageType;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Publishes a {@link Feed} as one stream in real time, every picture with a {@link Stamp}. Where it
 * is to return, it behaves as a good encoder does: when it is cut off it goes to the next of its
 * targets and begins there with a key frame, and when a server asks it to go elsewhere it breaks
 * off only once it has made the new connection. Pictures that fall into its absence are never
 * numbered, so that players do not miss them. All methods are called on its event loop; {@link
 * SwarmLoop} makes it.
 */
public final class SwarmPublisher {
  /** What it waits before it tries again, in milliseconds. */
  public static final long BACKOFF_MILLIS = 100;

  private final SwarmLoop loop;
  private final Feed feed;
  private final FeedBodies bodies;
  private final List<Target> targets;
  private final boolean returns;
  private final PublishListener listener;
  private PublishLink live;
  private PublishLink next;
  private Future<?> timer;
  private int turn;
  private boolean closed;
  private String lostReason;
  private long startNanos;
  private long pictures;
  private long sounds;
  private long number;
  private int untilKeyFrame;
  private long endedBytes;
  private long secondBytes;
  private boolean wholeSecond;
  private long lostNanos;
  private long ownDelayNanos;

  /**
   * @param targets where it goes, in turn; the stream's name is in their URLs
   * @param returns whether it comes back, and goes elsewhere on request
   */
  SwarmPublisher(
      SwarmLoop loop, List<Target> targets, Feed feed, boolean returns, PublishListener listener) {
    this.loop = loop;
    this.targets = List.copyOf(targets);
    this.feed = feed;
    this.bodies = new FeedBodies(feed);
    this.returns = returns;
    this.listener = listener;
  }

  /** Begins over a connection to its first target. */
  void start(SwarmConnection connection) {
    live = link(connection, targets.get(0).url());
    live.start();
  }

  /** Name of the stream, with its query. */
  public String name() {
    return targets.get(0).url().name();
  }

  /** What it publishes. */
  public Feed feed() {
    return feed;
  }

  /** Over which it publishes, or tries to. */
  public SwarmConnection connection() {
    return live.connection();
  }

  /** Whether a server takes the stream now. */
  public boolean isPublishing() {
    return live.granted();
  }

  /** Bytes sent, over all connections. */
  public long bytes() {
    return live.connection().isGone() ? endedBytes : endedBytes + live.bytes();
  }

  /** When it asked for the stream over its present connection. */
  public long askedNanos() {
    return live.askedNanos();
  }

  /**
   * What it waited by itself when it was cut off last, in nanoseconds; no server can be blamed for
   * it. 0 when it was not cut off, or that is forgotten.
   */
  public long ownDelayNanos() {
    return ownDelayNanos;
  }

  /** What it waited until now no longer matters. */
  public void forgetOwnDelay() {
    ownDelayNanos = 0;
  }

  /** Why its last connection ended; null when none did. */
  public String lostReason() {
    return lostReason;
  }

  /** Ends the stream in good form. */
  public void close() {
    if (!closed) {
      closed = true;
      stopTimer();
      live.leave("closed");
      if (next != null) {
        next.leave("closed");
      }
      loop.forget(this);
    }
  }

  /** Begins another second; bytes of the last one, or -1 when it did not publish for all of it. */
  long takeSecond() {
    long inSecond = bytes() - secondBytes;
    boolean whole = wholeSecond && isPublishing();
    secondBytes = bytes();
    wholeSecond = isPublishing();
    return whole ? inSecond : -1;
  }

  private PublishLink link(SwarmConnection connection, RtmpUrl url) {
    return new PublishLink(connection, url.name(), new Desk());
  }

  /** Headers first, as an encoder does, and a key frame after them. */
  private void begin() {
    long now = System.nanoTime();
    if (startNanos == 0) {
      startNanos = now;
    }
    double seconds = (now - startNanos) / 1e9;
    while (feed.videoSeconds(pictures) < seconds) {
      pictures++;
    }
    while (Feed.audioSeconds(sounds) < seconds) {
      sounds++;
    }
    sendHeaders(live);
    go();
  }

  private void sendHeaders(PublishLink link) {
    long timestamp = Math.round(feed.videoSeconds(pictures) * 1000);
    link.send(MessageType.DATA_AMF0, timestamp, bodies.metadata());
    link.send(MessageType.VIDEO, timestamp, FeedBodies.videoConfiguration());
    link.send(MessageType.AUDIO, timestamp, FeedBodies.audioConfiguration());
    untilKeyFrame = 0;
  }

  /** Sends whatever is due and comes back for the next. */
  private void go() {
    stopTimer();
    while (!closed && live.granted()) {
      double video = feed.videoSeconds(pictures);
      double sound = Feed.audioSeconds(sounds);
      long wait = (long) (Math.min(video, sound) * 1e9) - (System.nanoTime() - startNanos);
      if (wait > 0) {
        timer = loop.eventLoop().schedule(this::go, wait, TimeUnit.NANOSECONDS);
        return;
      }
      if (video <= sound) {
        sendPicture(Math.round(video * 1000));
      } else {
        live.send(MessageType.AUDIO, Math.round(sound * 1000), bodies.sound());
        sounds++;
      }
    }
  }

  private void sendPicture(long timestamp) {
    if (untilKeyFrame == 0) {
      move();
    }
    boolean key = untilKeyFrame == 0;
    untilKeyFrame = (key ? feed.gop() : untilKeyFrame) - 1;
    ByteBuf body = bodies.picture(key, number++, System.nanoTime());
    live.send(MessageType.VIDEO, timestamp, body);
    pictures++;
  }

  /** At a key frame goes on over the new connection, if there is one. */
  private void move() {
    if (next != null && next.granted()) {
      PublishLink old = live;
      live = next;
      next = null;
      endedBytes += old.bytes();
      sendHeaders(live);
      old.leave("moved");
    }
  }

  private void lost(String reason) {
    stopTimer();
    lostReason = reason;
    if (lostNanos == 0 && live.bytes() > 0) {
      lostNanos = System.nanoTime();
    }
    endedBytes += live.bytes();
    listener.onLost(this, reason);
    if (next != null) {
      live = next;
      next = null;
      lostNanos = 0;
      if (live.granted()) {
        begin();
      }
    } else if (returns && startNanos != 0) {
      loop.eventLoop().schedule(this::again, BACKOFF_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void again() {
    if (closed) {
      return;
    }
    if (lostNanos != 0) {
      ownDelayNanos = System.nanoTime() - lostNanos;
      lostNanos = 0;
    }
    Target target = targets.get(++turn % targets.size());
    live = link(loop.connect(target, ConnectionListener.NONE, returns), target.url());
    live.start();
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  /** What the connections tell. */
  private final class Desk implements PublishLink.Owner {
    @Override
    public void onGranted(PublishLink link) {
      if (link == live && !closed) {
        listener.onGranted(SwarmPublisher.this);
        begin();
      }
    }

    @Override
    public void onReconnectRequest(PublishLink link, String tcUrl) {
      if (link == live && next == null && !closed && returns) {
        Target target = Target.of(RtmpUrl.parse(tcUrl.replaceAll("/+$", "") + "/" + name()));
        next = link(loop.connect(target, ConnectionListener.NONE, true), target.url());
        next.start();
      }
    }

    @Override
    public void onGone(PublishLink link, String reason) {
      if (link == next) {
        next = null;
      } else if (link == live && !closed) {
        lost(reason);
      }
    }
  }
}
