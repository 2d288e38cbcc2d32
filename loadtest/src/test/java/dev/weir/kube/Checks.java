package dev.weir.kube;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;

/** The probes of one run of a container, as kubelet makes them. One thread. */
final class Checks {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final int GOOD = 200;
  private static final int BAD = 400;

  /** What is to be done about it. */
  enum Verdict {
    STARTING,
    NOT_READY,
    READY,
    KILL
  }

  private final Check startup;
  private final Check liveness;
  private final Check readiness;
  private boolean started;

  Checks(PodTemplate template, String address, long nowNanos) {
    this.startup = new Check(template.startup(), address, nowNanos);
    this.liveness = new Check(template.liveness(), address, nowNanos);
    this.readiness = new Check(template.readiness(), address, nowNanos);
    this.started = template.startup().isEmpty();
  }

  /** Asks what is due; to be called often. */
  Verdict look(long nowNanos) {
    if (!started) {
      startup.ask(nowNanos);
      started = startup.good;
      if (!started) {
        return startup.hasFailed() ? Verdict.KILL : Verdict.STARTING;
      }
    }
    liveness.ask(nowNanos);
    readiness.ask(nowNanos);
    if (liveness.hasFailed()) {
      return Verdict.KILL;
    }
    return readiness.good ? Verdict.READY : Verdict.NOT_READY;
  }

  private static final class Check {
    private final Optional<HttpProbe> probe;
    private final URI uri;
    private long nextNanos;
    private boolean good;
    private int goodInRow;
    private int badInRow;

    Check(Optional<HttpProbe> probe, String address, long nowNanos) {
      this.probe = probe;
      this.good = probe.isEmpty();
      this.uri =
          probe.map(p -> URI.create("http://" + address + ":" + p.port() + p.path())).orElse(null);
      this.nextNanos = nowNanos + probe.map(p -> p.delay().toNanos()).orElse(0L);
    }

    void ask(long nowNanos) {
      if (probe.isEmpty() || nowNanos < nextNanos) {
        return;
      }
      nextNanos = nowNanos + probe.get().period().toNanos();
      boolean answer = isGood();
      goodInRow = answer ? goodInRow + 1 : 0;
      badInRow = answer ? 0 : badInRow + 1;
      if (hasFailed()) {
        good = false;
      } else if (goodInRow >= probe.get().successes()) {
        good = true;
      }
    }

    boolean hasFailed() {
      return probe.isPresent() && badInRow >= probe.get().failures();
    }

    private boolean isGood() {
      HttpRequest request = HttpRequest.newBuilder(uri).timeout(probe.get().timeout()).build();
      try {
        int status = HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        return status >= GOOD && status < BAD;
      } catch (IOException e) {
        return false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }
}
