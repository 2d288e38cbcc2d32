package dev.weir.loadtest.client;

import dev.weir.rtmp.RtmpUrl;
import dev.weir.rtmp.session.ClientEvent;
import dev.weir.rtmp.session.ClientTarget;
import dev.weir.transport.ClientConnection;
import dev.weir.transport.CloseReason;
import dev.weir.transport.RtmpDialer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Publishes a file in real time, over and over. Each connection begins at the file's beginning; a
 * lost connection is made again after a pause.
 */
public final class Publisher {
  private final Vertx vertx;
  private final Context context;
  private final RtmpDialer dialer;
  private final RtmpUrl url;
  private final FlvMedia media;
  private final PublisherSettings settings;
  private final PublisherListener listener;
  private final Backoff backoff = new Backoff(ThreadLocalRandom.current());
  private final Promise<Void> started = Promise.promise();
  private final Promise<Void> ended = Promise.promise();

  private Attempt attempt;
  private long retryTimer = -1;
  private boolean stopping;
  private String told;
  private PublisherStatus past = new PublisherStatus(false, 0, 0, 0, 0, 0);
  private volatile PublisherStatus status = past;

  private Publisher(
      Vertx vertx,
      RtmpDialer dialer,
      RtmpUrl url,
      FlvMedia media,
      PublisherSettings settings,
      PublisherListener listener) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.dialer = dialer;
    this.url = url;
    this.media = media;
    this.settings = settings;
    this.listener = listener;
  }

  /** Starts to publish, on the caller's event loop or, for a caller without one, on a fresh one. */
  public static Publisher start(
      Vertx vertx,
      RtmpDialer dialer,
      RtmpUrl url,
      FlvMedia media,
      PublisherSettings settings,
      PublisherListener listener) {
    dialer.require(url);
    Publisher publisher = new Publisher(vertx, dialer, url, media, settings, listener);
    publisher.context.runOnContext(v -> publisher.dial());
    return publisher;
  }

  /** Done when publishing was granted for the first time; fails like {@link #ended()}. */
  public Future<Void> started() {
    return started.future();
  }

  /**
   * Done after {@link #stop()}. Fails with {@link RefusedException} when the first connection was
   * refused, or with an {@link IOException} when the connection was to be the only one and is lost.
   */
  public Future<Void> ended() {
    return ended.future();
  }

  /** As of the last connection event or second. From any thread. */
  public PublisherStatus status() {
    return status;
  }

  /** Unpublishes and closes. From any thread; done when the connection is gone. */
  public Future<Void> stop() {
    context.runOnContext(
        v -> {
          stopping = true;
          vertx.cancelTimer(retryTimer);
          if (attempt == null) {
            end();
          } else {
            attempt.finish();
          }
        });
    return ended.future().otherwiseEmpty();
  }

  /** Breaks the connection off without a word, as a network does. From any thread. */
  public void drop() {
    context.runOnContext(
        v -> {
          if (attempt != null) {
            attempt.drop();
          }
        });
  }

  /**
   * Keeps the connection and sends nothing, while time goes on; or sends again. From any thread.
   */
  public void mute(boolean muted) {
    context.runOnContext(
        v -> {
          if (attempt != null && attempt.run != null) {
            attempt.run.mute(muted);
          }
        });
  }

  private void dial() {
    if (stopping) {
      end();
      return;
    }
    Attempt next = new Attempt();
    attempt = next;
    ClientTarget target =
        ClientTarget.of(ClientTarget.Role.PUBLISH, url).with(settings.handshake());
    dialer
        .dial(url.host(), url.port(), target, link -> next.over(link))
        .onFailure(e -> lost(new IOException(e.getMessage())));
  }

  private void granted() {
    backoff.succeeded();
    told = null;
    started.tryComplete();
    listener.onStarted();
  }

  private void lost(Exception why) {
    past = total(false);
    status = past;
    attempt = null;
    if (stopping) {
      end();
    } else if (settings.once() || (why instanceof RefusedException && past.connections() == 0)) {
      started.tryFail(why);
      ended.tryFail(why);
    } else {
      tellOnce(why.getMessage());
      retryTimer = vertx.setTimer(backoff.nextMillis(), id -> dial());
    }
  }

  /** The same failure over and over is no news. */
  private void tellOnce(String why) {
    if (!why.equals(told)) {
      told = why;
      listener.onNotice(why + "; trying again until it works");
    }
  }

  private void end() {
    started.tryFail(new IOException("stopped"));
    ended.tryComplete();
  }

  private PublisherStatus total(boolean publishing) {
    PublishRun run = attempt == null ? null : attempt.run;
    if (run == null) {
      return new PublisherStatus(
          false, past.bytes(), past.frames(), past.skipped(), 0, past.connections());
    }
    return new PublisherStatus(
        publishing,
        past.bytes() + run.bytes(),
        past.frames() + run.frames(),
        past.skipped() + run.skipped(),
        run.rounds(),
        past.connections() + 1);
  }

  private String where() {
    return url.host() + ":" + url.port();
  }

  /** One connection, from dialling to its end. */
  private final class Attempt extends QuietHandler {
    private static final long STATUS_MILLIS = 1_000;

    private RtmpDialer.Link link;
    private PublishRun run;
    private long statusTimer = -1;
    private RefusedException refused;
    private String said;

    Attempt over(RtmpDialer.Link over) {
      link = over;
      if (stopping) {
        // The connection is there only after this; it is closed as soon as it is.
        context.runOnContext(v -> finish());
      }
      return this;
    }

    void finish() {
      if (run != null) {
        run.stop();
      }
      if (link != null && link.connection() != null) {
        link.connection().finish();
      }
    }

    void drop() {
      if (link != null && link.connection() != null) {
        link.connection().close(new CloseReason(CloseReason.Kind.PEER, "dropped"));
      }
    }

    @Override
    public void onStarted(ClientEvent.Started event) {
      ClientConnection connection = link.connection();
      run = new PublishRun(vertx, connection, media, settings.firstTimestamp(), listener);
      granted();
      status = total(true);
      statusTimer = vertx.setPeriodic(STATUS_MILLIS, id -> status = total(true));
      run.start();
    }

    @Override
    public void onRefused(ClientEvent.Refused event) {
      refused = new RefusedException(event.code(), event.description());
      finish();
    }

    @Override
    public void onEnded(ClientEvent.Ended event) {
      said = RefusedException.clean(event.code());
      finish();
    }

    @Override
    public void onClosed(CloseReason reason) {
      vertx.cancelTimer(statusTimer);
      if (run != null) {
        run.stop();
      }
      lost(refused != null ? refused : new IOException(where() + ": " + words(reason)));
    }

    private String words(CloseReason reason) {
      String begin = run == null ? "no answer to publish" : "connection lost";
      String detail = said != null ? said : reason.detail();
      return detail.isEmpty() ? begin : begin + ": " + detail;
    }
  }
}
