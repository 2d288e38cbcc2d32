package dev.weir.faults;

import static org.awaitility.Awaitility.await;

import dev.weir.it.Tool;
import dev.weir.loadtest.client.FlvMedia;
import dev.weir.loadtest.client.Publisher;
import dev.weir.loadtest.client.PublisherListener;
import dev.weir.loadtest.client.PublisherSettings;
import dev.weir.rtmp.RtmpUrl;
import dev.weir.rtmp.session.SessionSettings;
import dev.weir.transport.RtmpDialer;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Players that are not ours watch while an origin dies. */
final class RealPlayersFaultIT {
  private static final String SAMPLE = "/sample/weir-sample.flv";
  private static final Duration START = Duration.ofSeconds(30);
  private static final Duration AFTER = Duration.ofSeconds(20);
  private static final Duration WATCH = Duration.ofSeconds(5);
  private static final int PROBE_SECONDS = 20;

  /** A player's run; what it wrote grows while it plays. */
  private interface Watching {
    Process process();

    long written();
  }

  @Test
  void ffmpegKeepsPlayingAcrossAnOriginsDeath() {
    Tool ffmpeg = Tool.require("ffmpeg", Tool.bundledFfmpeg().or(Tool::systemFfmpeg));
    playAcross("realPlayersFfmpeg", (url, file) -> ffmpeg(ffmpeg, url, file));
  }

  @Test
  void anOldFfmpegKeepsPlayingAcrossAnOriginsDeath() {
    Tool ffmpeg = Tool.require("the system's ffmpeg", Tool.systemFfmpeg());
    playAcross("realPlayersOldFfmpeg", (url, file) -> ffmpeg(ffmpeg, url, file));
  }

  @Test
  void vlcKeepsPlayingAcrossAnOriginsDeath() {
    if (!starts("cvlc", "--version")) {
      Assumptions.abort("not run, cvlc does not start here");
    }
    playAcross("realPlayersVlc", RealPlayersFaultIT::vlc);
  }

  @Test
  void mpvKeepsPlayingAcrossAnOriginsDeath() {
    if (!starts("mpv", "--version")) {
      Assumptions.abort("not run, mpv does not start here");
    }
    playAcross("realPlayersMpv", RealPlayersFaultIT::mpv);
  }

  @Test
  void gstreamerKeepsPlayingAcrossAnOriginsDeath() {
    if (!starts("gst-launch-1.0", "--version")) {
      Assumptions.abort("not run, gst-launch-1.0 does not start here");
    }
    playAcross("realPlayersGstreamer", RealPlayersFaultIT::gstreamer);
  }

  @Test
  void rtmpdumpKeepsPlayingAcrossAnOriginsDeath() {
    if (!starts("rtmpdump", "--help")) {
      Assumptions.abort("not run, rtmpdump does not start here");
    }
    playAcross("realPlayersRtmpdump", RealPlayersFaultIT::rtmpdump);
  }

  /** Starts a player that plays a URL into a file. */
  private interface Starter {
    ProcessBuilder start(String url, Path file);
  }

  private static ProcessBuilder ffmpeg(Tool ffmpeg, String url, Path file) {
    return new ProcessBuilder(
        ffmpeg.executable().toString(),
        "-hide_banner",
        "-nostats",
        "-y",
        "-i",
        url,
        "-map",
        "0:v",
        "-c",
        "copy",
        "-flush_packets",
        "1",
        "-f",
        "framecrc",
        file.toString());
  }

  private static ProcessBuilder vlc(String url, Path file) {
    // Decoded and encoded again: what only passes through says nothing about the decoder's clock.
    String codec = "transcode{vcodec=mp2v,vb=1000,acodec=none}";
    String out = "#" + codec + ":std{access=file,mux=ts,dst=" + file + "}";
    String command = "exec cvlc -q --sout '" + out + "' '" + url + "' vlc://quit";
    // VLC refuses to run as root.
    return Namespaces.missing().isEmpty()
        ? new ProcessBuilder("runuser", "-u", "nobody", "--", "sh", "-c", command)
        : new ProcessBuilder("sh", "-c", command);
  }

  private static ProcessBuilder mpv(String url, Path file) {
    return new ProcessBuilder(
        "mpv", "--no-config", "--ao=null", "--o=" + file, "--of=mpegts", "--ovc=mpeg2video", url);
  }

  private static ProcessBuilder gstreamer(String url, Path file) {
    String pipeline =
        "rtmp2src location=%s ! flvdemux name=d d.video ! queue ! h264parse".formatted(url)
            + " ! filesink sync=true location="
            + file;
    List<String> command = new ArrayList<>(List.of("gst-launch-1.0"));
    command.addAll(List.of(pipeline.split(" +")));
    return new ProcessBuilder(command);
  }

  private static ProcessBuilder rtmpdump(String url, Path file) {
    return new ProcessBuilder("rtmpdump", "--live", "-r", url, "-o", file.toString());
  }

  private static void playAcross(String scenario, Starter starter) {
    FaultReport report = new FaultReport(scenario);
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    try (FaultCluster cluster = FaultCluster.anywhere("real", 2, 1)) {
      RtmpDialer dialer = new RtmpDialer(vertx, SessionSettings.DEFAULT);
      Run run = report.begin();
      publish(vertx, dialer, cluster.origin(0));
      Watching watching =
          watch(scenario, starter, "rtmp://" + cluster.edge(0).rtmp() + "/live/real");
      try {
        awaitGrowth(watching, 0, START);
        Stage.pass(WATCH);
        long before = watching.written();
        run.mark("kill -9 o1");
        long killed = System.nanoTime();
        cluster.origin(0).kill();
        publish(vertx, dialer, cluster.origin(1));
        long rest = watching.written();
        run.figure("first byte after ms", sinceGrowth(watching, Math.max(before, rest), killed));
        Stage.pass(WATCH);
        long last = watching.written();
        run.figure("plays on", awaitGrowth(watching, last, WATCH) ? 1 : 0);
        run.figure("alive", watching.process().isAlive() ? 1 : 0);
      } finally {
        end(watching.process());
      }
      run.end();
      report.add(run, 0);
    } finally {
      CompletableFuture<Void> closed = vertx.close().toCompletionStage().toCompletableFuture();
      closed.completeOnTimeout(null, PROBE_SECONDS, TimeUnit.SECONDS).join();
    }
    report
        .exactly("still runs", report.figure("alive", 0), 1)
        .exactly("plays on", report.figure("plays on", 0), 1)
        .tell("first output after the death ms", report.figure("first byte after ms", 1))
        .finish();
  }

  /** Publishes the sample there, again and again until it is granted. */
  private static void publish(Vertx vertx, RtmpDialer dialer, FaultNode origin) {
    RtmpUrl url = RtmpUrl.parse("rtmp://" + origin.rtmp() + "/live/real");
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(ProbePublisher.BACKOFF_MILLIS))
        .atMost(START)
        .until(
            () ->
                Publisher.start(
                        vertx,
                        dialer,
                        url,
                        sample(),
                        PublisherSettings.DEFAULT.onlyOnce(),
                        new PublisherListener() {})
                    .started()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .handle((v, e) -> e == null)
                    .get(PROBE_SECONDS, TimeUnit.SECONDS));
  }

  private static FlvMedia sample() {
    try (InputStream in = RealPlayersFaultIT.class.getResourceAsStream(SAMPLE)) {
      return FlvMedia.read(in, SAMPLE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Watching watch(String scenario, Starter starter, String url) {
    try {
      // Also for players that run as another user.
      Path directory = Files.createTempDirectory("weir-faults");
      directory.toFile().setWritable(true, false);
      directory.toFile().setExecutable(true, false);
      directory.toFile().setReadable(true, false);
      Path file = directory.resolve("played");
      Path log = Files.createDirectories(Path.of("target", "faults")).resolve(scenario + ".log");
      Process process =
          starter
              .start(url, file)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .redirectInput(Path.of("/dev/null").toFile())
              .start();
      return new Watching() {
        @Override
        public Process process() {
          return process;
        }

        @Override
        public long written() {
          return file.toFile().length();
        }
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean awaitGrowth(Watching watching, long from, Duration limit) {
    return sinceGrowth(watching, from, System.nanoTime(), limit) < Double.POSITIVE_INFINITY;
  }

  private static double sinceGrowth(Watching watching, long from, long nanos) {
    return sinceGrowth(watching, from, nanos, AFTER);
  }

  private static double sinceGrowth(Watching watching, long from, long nanos, Duration limit) {
    try {
      await().atMost(limit).until(() -> watching.written() > from);
      return (System.nanoTime() - nanos) / 1e6;
    } catch (ConditionTimeoutException e) {
      return Double.POSITIVE_INFINITY;
    }
  }

  private static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(WATCH.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static boolean starts(String command, String question) {
    Optional<Process> process = Optional.empty();
    try {
      process =
          Optional.of(
              new ProcessBuilder(command, question)
                  .redirectErrorStream(true)
                  .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                  .start());
      return process.get().waitFor(PROBE_SECONDS, TimeUnit.SECONDS);
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      process.ifPresent(Process::destroyForcibly);
    }
  }
}
