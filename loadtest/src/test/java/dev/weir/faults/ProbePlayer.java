package dev.weir.faults;

import dev.weir.amf.AmfValue;
import dev.weir.rtmp.RtmpUrl;
import dev.weir.rtmp.session.ClientEvent;
import dev.weir.rtmp.session.ClientTarget;
import dev.weir.transport.CloseReason;
import dev.weir.transport.RtmpDialer;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.List;

/** Plays a probe stream and verifies all of it. All methods may be called from any thread. */
final class ProbePlayer {
  /** What it waits before it tries again. */
  static final long BACKOFF_MILLIS = 100;

  /**
   * Where and how it plays.
   *
   * @param targets where it goes
   * @param returns whether it connects again when it is cut off
   * @param moves whether it announces and honours requests to reconnect
   */
  record Plan(Targets targets, boolean returns, boolean moves) {
    Plan(List<String> targets, boolean returns, boolean moves) {
      this(Targets.inTurn(targets), returns, moves);
    }

    /** Stays where it is and is lost when it is cut off. */
    static Plan stayAt(String target) {
      return new Plan(List.of(target), false, false);
    }
  }

  private final Vertx vertx;
  private final Context context;
  private final RtmpDialer dialer;
  private final ProbeStream stream;
  private final Plan plan;
  private final Trace trace;
  private final String firstTarget;

  private int turn;
  private Link live;
  private Link next;
  private boolean stopping;

  ProbePlayer(Vertx vertx, Context context, RtmpDialer dialer, ProbeStream stream, Plan plan) {
    this.vertx = vertx;
    this.context = context;
    this.dialer = dialer;
    this.stream = stream;
    this.plan = plan;
    this.trace = new Trace(stream);
    this.firstTarget = plan.targets().at(0);
    context.runOnContext(v -> dialTurn());
  }

  Trace trace() {
    return trace;
  }

  ProbeStream stream() {
    return stream;
  }

  /** The node it plays from at first. */
  String firstTarget() {
    return firstTarget;
  }

  /** Ends watching and closes. */
  void stop() {
    trace.end(System.nanoTime());
    context.runOnContext(
        v -> {
          stopping = true;
          for (Link link : new Link[] {live, next}) {
            if (link != null) {
              link.cut();
            }
          }
        });
  }

  private void dialTurn() {
    if (!stopping) {
      String target = turn == 0 ? firstTarget : plan.targets().at(turn);
      live = new Link(url(target));
      trace.dialled(System.nanoTime());
      live.dial();
    }
  }

  private RtmpUrl url(String target) {
    return RtmpUrl.parse("rtmp://" + target + "/" + stream.key());
  }

  private void move(String tcUrl) {
    if (plan.moves() && next == null && !stopping) {
      RtmpUrl there = RtmpUrl.parse(tcUrl.replaceAll("/+$", "") + "/" + live.url.name());
      // The same address again is that of a balancer, which chooses anew.
      next = new Link(there.equals(live.url) ? url(plan.targets().at(++turn)) : there);
      next.dial();
    }
  }

  private final class Link extends ProbeClient {
    private final RtmpUrl url;
    private RtmpDialer.Link link;
    private String said = "";
    private boolean joined;

    Link(RtmpUrl url) {
      this.url = url;
    }

    void dial() {
      ClientTarget target = ClientTarget.of(ClientTarget.Role.PLAY, url);
      if (plan.moves()) {
        target = target.with(CAPABILITIES, AmfValue.of(CAN_RECONNECT));
      }
      dialer
          .dial(url.host(), url.port(), target, made -> over(made))
          .onFailure(e -> gone(String.valueOf(e.getMessage())));
    }

    private Link over(RtmpDialer.Link made) {
      link = made;
      if (stopping) {
        context.runOnContext(v -> cut());
      }
      return this;
    }

    void cut() {
      if (link != null && link.connection() != null) {
        link.connection().close(new CloseReason(CloseReason.Kind.ENDED, "closed by the player"));
      }
    }

    @Override
    public void onMedia(ClientEvent.Media event) {
      ByteBuf body = event.payload();
      try {
        if (!joined) {
          join();
        }
        if (live == this) {
          trace.onMessage(event.video(), event.timestamp(), body, System.nanoTime());
        }
      } finally {
        event.release();
      }
    }

    /** With the first message, since servers may send headers before they grant play. */
    private void join() {
      joined = true;
      if (next == this) {
        Link old = live;
        live = this;
        next = null;
        old.cut();
      }
      trace.joined();
    }

    @Override
    public void onReconnectRequested(ClientEvent.ReconnectRequested event) {
      if (live == this) {
        move(event.tcUrl());
      }
    }

    @Override
    public void onRefused(ClientEvent.Refused event) {
      said = "refused: " + event.code();
      cut();
    }

    @Override
    public void onEnded(ClientEvent.Ended event) {
      said = "ended: " + event.code();
      cut();
    }

    @Override
    public void onClosed(CloseReason reason) {
      gone(said.isEmpty() ? (reason.kind() + " " + reason.detail()).strip() : said);
    }

    private void gone(String why) {
      if (next == this) {
        next = null;
      } else if (live == this) {
        if (!stopping) {
          trace.disconnected(System.nanoTime(), why);
        }
        live = null;
        if (next != null) {
          live = next;
          next = null;
        } else if (plan.returns() && !stopping) {
          turn++;
          vertx.setTimer(BACKOFF_MILLIS, id -> dialTurn());
        }
      }
    }
  }
}
