package dev.weir.faults;

import dev.weir.amf.AmfValue;
import dev.weir.rtmp.RtmpUrl;
import dev.weir.rtmp.session.ClientEvent;
import dev.weir.rtmp.session.ClientTarget;
import dev.weir.transport.CloseReason;
import dev.weir.transport.RtmpDialer;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Publishes a probe stream in real time as a good encoder does: comes back to the next of its
 * targets when it is cut off, begins there with a key frame, and moves before it breaks when the
 * server asks it to. All methods may be called from any thread.
 */
final class ProbePublisher {
  /** What the publisher itself waits before it tries again. */
  static final long BACKOFF_MILLIS = 100;

  /**
   * Where and how it publishes.
   *
   * @param targets where it goes
   * @param query of the stream's name, with its question mark; may be empty
   * @param moves whether it announces and honours requests to reconnect
   * @param returns whether it tries again when it was refused or cut off
   */
  record Plan(Targets targets, String query, boolean moves, boolean returns) {
    Plan(List<String> targets) {
      this(Targets.inTurn(targets));
    }

    Plan(Targets targets) {
      this(targets, "", true, true);
    }

    Plan withQuery(String words) {
      return new Plan(targets, words, moves, returns);
    }

    /** Knows nothing of requests to reconnect. */
    Plan plain() {
      return new Plan(targets, query, false, returns);
    }

    /** Ends with its first connection. */
    Plan once() {
      return new Plan(targets, query, moves, false);
    }
  }

  private final Vertx vertx;
  private final Context context;
  private final RtmpDialer dialer;
  private final ProbeStream stream;
  private final Plan plan;
  private final PublisherLog log = new PublisherLog();
  private final CompletableFuture<Void> granted = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  private int turn;
  private Link live;
  private Link next;
  private long retryTimer = -1;
  private boolean stopping;
  private boolean away;
  private volatile boolean publishing;

  ProbePublisher(Vertx vertx, Context context, RtmpDialer dialer, ProbeStream stream, Plan plan) {
    this.vertx = vertx;
    this.context = context;
    this.dialer = dialer;
    this.stream = stream;
    this.plan = plan;
    context.runOnContext(v -> dialTurn());
  }

  PublisherLog log() {
    return log;
  }

  ProbeStream stream() {
    return stream;
  }

  /** Done when publishing was granted for the first time. */
  CompletableFuture<Void> granted() {
    return granted;
  }

  /** Whether a server takes frames now. */
  boolean isPublishing() {
    return publishing;
  }

  /** Done when it was stopped and its connection is gone. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  /** Closes the connection without a word, and comes back as always. */
  void drop() {
    context.runOnContext(
        v -> {
          if (live != null) {
            live.cut();
          }
        });
  }

  /** Closes the connection without a word, and stays away until {@link #comeBack()}. */
  void dropAndStayAway() {
    context.runOnContext(
        v -> {
          away = true;
          if (live != null) {
            live.cut();
          }
        });
  }

  /** Dials after {@link #dropAndStayAway()}. */
  void comeBack() {
    context.runOnContext(
        v -> {
          away = false;
          if (live == null) {
            dialTurn();
          }
        });
  }

  /** Keeps the connection and sends nothing. */
  void silence() {
    context.runOnContext(
        v -> {
          if (live != null && live.pace != null) {
            live.pace.pause();
          }
        });
  }

  /** Sends again, from a key frame on, as another incarnation. */
  void speak() {
    context.runOnContext(
        v -> {
          if (live != null && live.pace != null) {
            live.pace.resume();
          }
        });
  }

  /** Ends the stream in good form. */
  CompletableFuture<Void> stop() {
    context.runOnContext(
        v -> {
          stopping = true;
          vertx.cancelTimer(retryTimer);
          if (next != null) {
            next.leave();
          }
          if (live == null) {
            ended.complete(null);
          } else {
            live.leave();
          }
        });
    return ended;
  }

  private void dialTurn() {
    if (stopping) {
      ended.complete(null);
    } else if (!away) {
      String target = plan.targets().at(turn);
      live = new Link(url(target), false);
      live.dial();
    }
  }

  private void again() {
    publishing = false;
    turn++;
    if (next != null) {
      // The old connection died while the new one was being made: the new one it is.
      live = next;
      next = null;
      publishing = live.started;
      live.takeOver();
    } else {
      live = null;
      if (!plan.returns()) {
        ended.complete(null);
        return;
      }
      retryTimer = vertx.setTimer(BACKOFF_MILLIS, id -> dialTurn());
    }
    if (stopping) {
      ended.complete(null);
    }
  }

  private RtmpUrl url(String target) {
    return RtmpUrl.parse("rtmp://" + target + "/" + stream.key() + plan.query());
  }

  /** Makes before it breaks: the frames go on here until they can go on there. */
  private void move(String tcUrl) {
    if (!plan.moves() || next != null || stopping) {
      return;
    }
    RtmpUrl there = RtmpUrl.parse(tcUrl.replaceAll("/+$", "") + "/" + live.url.name());
    // The same address again is that of a balancer, which chooses anew.
    next = new Link(there.equals(live.url) ? url(plan.targets().at(++turn)) : there, true);
    next.dial();
  }

  /** One connection, from dialling to its end. */
  private final class Link extends ProbeClient {
    private final RtmpUrl url;
    private final boolean moved;
    private final long dialNanos = System.nanoTime();
    private RtmpDialer.Link link;
    private ProbePace pace;
    private boolean started;
    private boolean answered;
    private String said = "";

    Link(RtmpUrl url, boolean moved) {
      this.url = url;
      this.moved = moved;
    }

    void dial() {
      ClientTarget target = ClientTarget.of(ClientTarget.Role.PUBLISH, url);
      if (plan.moves()) {
        target = target.with(CAPABILITIES, AmfValue.of(CAN_RECONNECT));
      }
      dialer
          .dial(url.host(), url.port(), target, made -> over(made))
          .onFailure(e -> over(PublisherLog.Outcome.FAILED, String.valueOf(e.getMessage())));
    }

    private Link over(RtmpDialer.Link made) {
      link = made;
      if (stopping) {
        context.runOnContext(v -> leave());
      }
      return this;
    }

    void cut() {
      if (link != null && link.connection() != null) {
        link.connection().close(new CloseReason(CloseReason.Kind.ENDED, "cut by the test"));
      }
    }

    void leave() {
      if (pace != null) {
        pace.stop();
      }
      if (link != null && link.connection() != null) {
        link.connection().finish();
      }
    }

    /** The frames go here from now on. */
    void takeOver() {
      if (started && pace == null) {
        pace = new ProbePace(vertx, link.connection(), stream, log, at());
        pace.start(System.nanoTime(), this::atKeyFrame);
      }
    }

    /** Before each key frame: whether to go on here. */
    private boolean atKeyFrame(long sequence) {
      Link successor = next;
      if (successor == null || !successor.started) {
        return true;
      }
      next = null;
      live = successor;
      successor.pace =
          new ProbePace(vertx, successor.link.connection(), stream, log, successor.at());
      successor.pace.startAt(sequence, pace.nextAudio(), successor::atKeyFrame);
      leave();
      return false;
    }

    private String at() {
      return url.host() + ":" + url.port();
    }

    private void answer(PublisherLog.Outcome outcome, String detail) {
      answered = true;
      log.attempt(
          new PublisherLog.Attempt(at(), dialNanos, System.nanoTime(), outcome, detail, moved));
    }

    @Override
    public void onStarted(ClientEvent.Started event) {
      started = true;
      answer(PublisherLog.Outcome.GRANTED, "");
      publishing = true;
      granted.complete(null);
      if (live == this) {
        takeOver();
      }
    }

    @Override
    public void onReconnectRequested(ClientEvent.ReconnectRequested event) {
      if (live == this) {
        move(event.tcUrl());
      }
    }

    @Override
    public void onRefused(ClientEvent.Refused event) {
      if (!answered) {
        answer(PublisherLog.Outcome.REFUSED, event.code());
      }
      said = event.code();
      cut();
    }

    @Override
    public void onEnded(ClientEvent.Ended event) {
      said = event.code();
      cut();
    }

    @Override
    public void onClosed(CloseReason reason) {
      String why = said.isEmpty() ? reason.kind() + " " + reason.detail() : said;
      over(PublisherLog.Outcome.FAILED, why);
    }

    private void over(PublisherLog.Outcome outcome, String why) {
      if (pace != null) {
        pace.stop();
      }
      if (!answered) {
        answer(outcome, why);
      } else if (started && live == this) {
        log.loss(new PublisherLog.Loss(at(), System.nanoTime(), why));
      }
      if (live == this) {
        again();
      } else if (next == this) {
        next = null;
      }
    }
  }
}
