package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A webhook that is down, mute, slow, lying, redirecting or huge: how long a publisher waits for
 * his answer and what that is by setting, when the hook is left alone, and that another stream
 * through the same node runs on. The figures are in the log and in {@code
 * target/webhook-outage.md}.
 */
@Timeout(600)
final class WebhookOutageIT {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookOutageIT.class);

  private static final int ATTEMPTS = 12;

  /** Far more than the gap is, and less than a hook's deadline, in which a loop would stand. */
  private static final long MAX_GAP_MILLIS = 1_500;

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Path TABLE = Path.of("target", "webhook-outage.md");

  /** What goes wrong, whether it counts as an outage, and how long an answer may take. */
  private enum Fault {
    DOWN(true, 500),
    MUTE(true, 2_300),
    TRICKLE(true, 2_300),
    ERROR(true, 500),
    NO_JSON(false, 500),
    LYING(false, 500),
    REDIRECT(false, 500),
    HUGE(false, 1_000);

    private final boolean outage;
    private final int millis;

    Fault(boolean outage, int millis) {
      this.outage = outage;
      this.millis = millis;
    }

    String path() {
      return "/" + name();
    }
  }

  @TempDir private static Path directory;
  private static final CountDownLatch OVER = new CountDownLatch(1);
  private static HookStub hook;
  private static NodeProcess origin;

  @BeforeAll
  static void start() throws IOException {
    Map<String, HookStub.Way> ways = new LinkedHashMap<>();
    ways.put(Fault.MUTE.path(), (exchange, body) -> waitForTheEnd());
    ways.put(Fault.TRICKLE.path(), (exchange, body) -> trickle(exchange));
    ways.put(Fault.ERROR.path(), (exchange, body) -> HookStub.say(exchange, 500, "oops"));
    ways.put(Fault.NO_JSON.path(), (exchange, body) -> HookStub.say(exchange, 200, "{\"allow\":"));
    ways.put(
        Fault.LYING.path(),
        (exchange, body) ->
            HookStub.say(exchange, 200, "{\"allow\": true, \"stream\": \"../../other\"}"));
    ways.put(Fault.REDIRECT.path(), (exchange, body) -> redirect(exchange));
    ways.put(Fault.HUGE.path(), (exchange, body) -> flood(exchange));
    // Where a redirect would lead, if it were followed.
    ways.put("/target", (exchange, body) -> HookStub.say(exchange, 200, ""));
    hook = new HookStub(ways);
    writeRules(Fault.ERROR, false);
    origin =
        NodeProcess.origin(
            "it-webhook-outage",
            Map.of(
                "WEIR_ACCESS_FILE",
                directory.resolve("access.yaml").toString(),
                "HOOK_SECRET",
                "a-secret-of-twenty-one",
                // One address asks for everything here.
                "WEIR_LIMITS_FAILURES_PER_ADDRESS",
                "0"));
    origin.awaitReady();
  }

  @AfterAll
  static void stop() {
    OVER.countDown();
    try {
      origin.close();
    } finally {
      hook.close();
    }
  }

  @Test
  void costsItsDeadlineAndNoMoreAndNobodyElseNotices() throws IOException {
    List<String> table = new ArrayList<>();
    table.add(
        "| webhook | on-failure | answer | first ms | worst ms | calls | breaker opens after |"
            + " while open ms | other stream's longest gap ms |");
    table.add("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    try (Bench bench = new Bench()) {
      bench.publish(origin.rtmp("open/other"), Clips.noise());
      for (boolean allow : new boolean[] {false, true}) {
        for (Fault fault : Fault.values()) {
          table.add(row(bench, fault, allow));
        }
      }
    }
    assertThat(hook.asked("/target")).as("redirects that were followed").isZero();
    Files.write(TABLE, table);
    LOG.info("written to {}:\n{}", TABLE, String.join("\n", table));
  }

  private static String row(Bench bench, Fault fault, boolean allow) throws IOException {
    useRules(fault, allow);
    PlayProbe player = bench.count(origin.rtmp("open/other"));
    assertThat(player.firstKeyFrame()).succeedsWithin(SOON);
    double openBefore = answeredByBreaker();
    double calledBefore = calls();
    List<Long> millis = new ArrayList<>();
    List<Long> open = new ArrayList<>();
    int opened = 0;
    boolean granted = false;
    for (int i = 0; i < ATTEMPTS; i++) {
      double skipped = answeredByBreaker();
      Bench.Attempt attempt =
          bench.attempt(origin.rtmp("hooked/" + fault.name() + allow + i), Clips.noise());
      assertThat(attempt.answered()).succeedsWithin(SOON);
      granted = attempt.granted();
      assertThat(granted).as(fault + " with on-failure " + allow).isEqualTo(fault.outage && allow);
      boolean byBreaker = answeredByBreaker() > skipped;
      (byBreaker ? open : millis).add(attempt.answered().join().toMillis());
      opened += byBreaker ? 0 : 1;
      attempt.end();
    }
    double called = calls() - calledBefore;
    long worst = millis.stream().mapToLong(Long::longValue).max().orElseThrow();
    player.close();
    long gap = player.longestGap().toMillis();

    assertThat(worst).as(fault + ": the slowest answer, in ms").isLessThan(fault.millis + 1_000L);
    double leftAlone = answeredByBreaker() - openBefore;
    assertThat(leftAlone).as(fault + ": left alone").isEqualTo(fault.outage ? ATTEMPTS - 5 : 0);
    assertThat(gap).as("gap of another stream, in ms").isLessThan(MAX_GAP_MILLIS);
    return "| %s | %s | %s | %d | %d | %.0f | %d | %s | %d |"
        .formatted(
            fault.name().toLowerCase(Locale.ROOT),
            allow ? "allow" : "refuse",
            granted ? "yes" : "no",
            millis.get(0),
            worst,
            called,
            fault.outage ? opened : 0,
            open.stream().mapToLong(Long::longValue).max().orElse(-1),
            gap);
  }

  /** Times that nothing was called because it had failed before. */
  private static double answeredByBreaker() {
    return origin.metric("weir_webhook_seconds_count", "kind=\"ask\"", "\"breaker_open\"");
  }

  private static double calls() {
    double asked = origin.metric("weir_webhook_seconds_count", "kind=\"ask\"");
    return asked - answeredByBreaker();
  }

  private static void useRules(Fault fault, boolean allow) throws IOException {
    double before = origin.metric("weir_access_reloads_total");
    writeRules(fault, allow);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> origin.metric("weir_access_reloads_total") > before);
  }

  private static void writeRules(Fault fault, boolean allow) throws IOException {
    String closed = "http://127.0.0.1:" + FreePort.next() + "/";
    String text =
        """
        apps:
          hooked: {publish: {accept: [webhook]}, play: {accept: [webhook]}}
          open: {publish: {accept: [open]}, play: {accept: [open]}}
        webhook: {url: "%s", secret-env: HOOK_SECRET, on-failure: %s}
        """
            .formatted(
                fault == Fault.DOWN ? closed : hook.url(fault.path()), allow ? "allow" : "refuse");
    Path next = Files.writeString(directory.resolve("access.yaml.next"), text);
    Path file = directory.resolve("access.yaml");
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void waitForTheEnd() {
    pause(60_000);
  }

  /** A byte a second of what would be a yes. */
  private static void trickle(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    for (byte one : "{\"allow\": true}".getBytes(StandardCharsets.US_ASCII)) {
      out.write(one);
      out.flush();
      pause(1_000);
    }
  }

  private static void redirect(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().add("Location", hook.url("/target"));
    HookStub.say(exchange, 302, "");
  }

  /** Until the other side has had enough. */
  private static void flood(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    byte[] some = new byte[1 << 16];
    while (OVER.getCount() > 0) {
      out.write(some);
    }
  }

  private static void pause(long millis) {
    try {
      OVER.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
