package dev.weir.loadtest;

import dev.weir.access.StreamKeySecret;
import dev.weir.cli.StartupException;
import dev.weir.cli.Terminal;
import dev.weir.cli.WeirVersion;
import dev.weir.loadtest.client.FlvMedia;
import dev.weir.loadtest.client.Publisher;
import dev.weir.loadtest.client.PublisherListener;
import dev.weir.loadtest.client.PublisherSettings;
import dev.weir.loadtest.client.PublisherStatus;
import dev.weir.rtmp.RtmpUrl;
import dev.weir.rtmp.session.SessionSettings;
import dev.weir.tls.TlsException;
import dev.weir.tls.TrustFile;
import dev.weir.transport.DialTls;
import dev.weir.transport.RtmpDialer;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir publish FILE.flv URL}. */
final class PublishCommand {
  private static final int BITS = 8;

  private final Terminal terminal;
  private final CompletableFuture<String> stop;
  private final StatusLine line;
  private final long startNanos = System.nanoTime();
  private long lastBytes;
  private long lastNanos = startNanos;

  PublishCommand(Terminal terminal, CompletableFuture<String> stop) {
    this.terminal = terminal;
    this.stop = stop;
    this.line = new StatusLine(terminal.out(), StatusLine.onTerminal());
  }

  @Command(
      description = "Publishes an FLV file in real time, over and over, until Ctrl-C.",
      mixinStandardHelpOptions = true,
      versionProvider = WeirVersion.class)
  private static final class Options {
    @Parameters(index = "0", paramLabel = "FILE.flv", description = "At most 256 MiB.")
    private Path file;

    @Parameters(
        index = "1",
        paramLabel = "URL",
        description =
            "As in rtmp://host/live/name. @FILE reads it from a file: others on this machine see"
                + " the command line, with a stream key in it too.")
    private String url;

    @Option(names = "--once", description = "End with the connection; do not connect again.")
    private boolean once;

    @Option(
        names = "--trust",
        paramLabel = "FILE.pem",
        description = "Whom to believe with rtmps://; by default whom Java believes.")
    private Path trust;
  }

  int run(String... args) {
    Options options = new Options();
    OptionalInt end = terminal.parse("weir publish", options, args);
    if (end.isPresent()) {
      return end.getAsInt();
    }
    try {
      RtmpUrl url = RtmpUrl.parse(options.url);
      FlvMedia media = FlvMedia.read(options.file);
      PublisherSettings settings = PublisherSettings.DEFAULT;
      Optional<DialTls> tls = url.secure() ? Optional.of(tls(options)) : Optional.empty();
      return publish(url, media, options.once ? settings.onlyOnce() : settings, tls);
    } catch (IllegalArgumentException | StartupException | TlsException e) {
      return terminal.refuse("weir publish: " + e.getMessage());
    }
  }

  private static DialTls tls(Options options) {
    return options.trust == null
        ? DialTls.asJavaBelieves()
        : new DialTls(TrustFile.open("--trust", options.trust), "");
  }

  private int publish(
      RtmpUrl url, FlvMedia media, PublisherSettings settings, Optional<DialTls> tls) {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    try {
      RtmpDialer dialer = new RtmpDialer(vertx, SessionSettings.DEFAULT, tls);
      Publisher publisher = Publisher.start(vertx, dialer, url, media, settings, new Notices(url));
      vertx.setPeriodic(line.intervalMillis(), id -> show(publisher.status()));
      stop.thenRun(publisher::stop);
      publisher.ended().toCompletionStage().toCompletableFuture().join();
      return Terminal.STOPPED;
    } catch (CompletionException e) {
      line.end();
      terminal.refuse("weir publish: " + e.getCause().getMessage());
      return Terminal.FAILED;
    } finally {
      line.end();
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  private void show(PublisherStatus now) {
    long nanos = System.nanoTime();
    double seconds = (nanos - lastNanos) / 1e9;
    long kbits = Math.round((now.bytes() - lastBytes) * BITS / seconds / 1000);
    lastBytes = now.bytes();
    lastNanos = nanos;
    line.update(
        "%s %s, %d kbit/s, %d frames, %d skipped, round %d, connection %d"
            .formatted(
                StatusLine.clock(Duration.ofNanos(nanos - startNanos)),
                now.publishing() ? "publishing" : "not connected",
                kbits,
                now.frames(),
                now.skipped(),
                now.rounds() + 1,
                now.connections()));
  }

  /** What the publisher wants to be read. */
  private final class Notices implements PublisherListener {
    private final RtmpUrl url;

    Notices(RtmpUrl url) {
      this.url = url;
    }

    @Override
    public void onStarted() {
      line.print("publishing to " + url.tcUrl() + "/" + shown(url.name()));
    }

    @Override
    public void onNotice(String text) {
      line.print(text);
    }

    /** Keys and tokens travel in the query, and a key may stand in place of the name. */
    private static String shown(String name) {
      int mark = name.indexOf('?');
      String bare = mark < 0 ? name : name.substring(0, mark);
      return StreamKeySecret.isSecretive(bare) ? "..." : bare;
    }
  }
}
