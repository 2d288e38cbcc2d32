package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.amf.AmfValue;
import dev.weir.rtmp.message.MessageEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One address guesses stream keys, over many connections at once, and a webhook counts the real
 * checks. {@code -Dguesses=100000 -Dguesses.at-once=900} is the whole of it; the default is for
 * every day.
 */
@Timeout(900)
final class GuessIT {
  private static final Logger LOG = LoggerFactory.getLogger(GuessIT.class);

  private static final int GUESSES = Integer.getInteger("guesses", 4_000);
  private static final int AT_ONCE = Integer.getInteger("guesses.at-once", 256);
  private static final int HANDSHAKE = 1536;
  private static final String GUESSER = "203.0.113.66";
  private static final String PREFACE = "PROXY TCP4 " + GUESSER + " 127.0.0.1 4711 1935\r\n";
  private static final String PUBLISHER = "198.51.100.7";
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Path LOG_FILE = Path.of("target", "it-logs", "it-guesses.log");

  @TempDir private Path directory;
  private final AtomicInteger denied = new AtomicInteger();
  private final AtomicInteger checked = new AtomicInteger();

  @Test
  void costFewRealChecksAndFewLinesAndTheRightPublisherComesInMeanwhile() throws Exception {
    HookStub.Way way =
        (exchange, body) -> {
          checked.addAndGet(body.contains("\"" + GUESSER + "\"") ? 1 : 0);
          HookStub.say(exchange, body.contains("\"right\"") ? 200 : 403, "");
        };
    ExecutorService guessers = Executors.newFixedThreadPool(AT_ONCE);
    try (HookStub hook = new HookStub(Map.of("/hook", way));
        NodeProcess origin = NodeProcess.origin("it-guesses", settings(hook)).awaitReady();
        BalancerRelay balancer = BalancerRelay.to(origin, PUBLISHER);
        Bench bench = new Bench()) {
      bench.publish(balancer.rtmp("live/before?key=right"), Clips.noise());
      PlayProbe player = bench.count(balancer.rtmp("live/before?key=right"));
      assertThat(player.firstKeyFrame()).succeedsWithin(SOON);
      long linesBefore = lines();

      long begun = System.nanoTime();
      CompletableFuture<Void> all =
          CompletableFuture.allOf(
              IntStream.range(0, GUESSES)
                  .mapToObj(
                      i ->
                          CompletableFuture.runAsync(() -> guess(origin.port("rtmp"), i), guessers))
                  .toArray(CompletableFuture[]::new));
      int admitted = 0;
      Duration slowest = Duration.ZERO;
      while (!isDone(all)) {
        long dialled = System.nanoTime();
        String stream = "live/meanwhile-" + admitted++ + "?key=right";
        Bench.Publishing publishing = bench.publish(balancer.rtmp(stream), Clips.noise());
        Duration took = Duration.ofNanos(System.nanoTime() - dialled);
        slowest = took.compareTo(slowest) > 0 ? took : slowest;
        publishing.stop();
      }
      double seconds = (System.nanoTime() - begun) / 1e9;

      int checks = checked.get();
      long lines = lines() - linesBefore;
      LOG.info(
          "{} guesses in {} s: {} real checks, {} lines of log; meanwhile {} right publishers came"
              + " in, the slowest in {} ms, and another stream's longest gap was {} ms",
          GUESSES,
          Math.round(seconds),
          checks,
          lines,
          admitted,
          slowest.toMillis(),
          player.longestGap().toMillis());
      assertThat(denied).hasValue(GUESSES);
      assertThat(checks).isBetween(1, 99);
      assertThat(admitted).isPositive();
      assertThat(origin.metric("weir_addresses_banned_total")).isEqualTo(1);
      assertThat(origin.metric("weir_access_refused_total", "reason=\"too_many_attempts\""))
          .isEqualTo(GUESSES - checks);
      // At most 25 a second for guesses, whatever their number, and a few for each who came in.
      assertThat(lines).isLessThan((long) (250 + 30 * seconds + 12 * admitted));
    } finally {
      guessers.shutdownNow();
    }
  }

  /** Says all that a publisher says in one go, and waits for the end. */
  private void guess(int port, int number) {
    ByteBuf out = Unpooled.buffer();
    out.writeCharSequence(PREFACE, StandardCharsets.US_ASCII);
    out.writeByte(3).writeZero(2 * HANDSHAKE);
    MessageEncoder encoder = new MessageEncoder(UnpooledByteBufAllocator.DEFAULT, 128);
    AmfValue url = AmfValue.object("app", "live", "tcUrl", "rtmp://127.0.0.1/live");
    encoder.command(out, 0, "connect", 1, url);
    encoder.command(out, 0, "createStream", 2, AmfValue.NULL);
    AmfValue name = AmfValue.of("before?key=guess-" + number);
    encoder.command(out, 1, "publish", 3, AmfValue.NULL, name, AmfValue.of("live"));
    try (Socket socket = new Socket(NodeProcess.HOST, port)) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(ByteBufUtil.getBytes(out));
      String heard =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      if (heard.contains("NetStream.Publish.Denied")) {
        denied.incrementAndGet();
      }
    } catch (IOException e) {
      LOG.warn("a guess was not answered: {}", e.toString());
    }
  }

  private static boolean isDone(CompletableFuture<Void> all)
      throws ExecutionException, InterruptedException {
    try {
      all.get(500, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  private static long lines() throws IOException {
    try (Stream<String> lines = Files.lines(LOG_FILE)) {
      return lines.count();
    }
  }

  private Map<String, String> settings(HookStub hook) throws IOException {
    String text =
        """
        apps:
          "*": {publish: {accept: [webhook]}, play: {accept: [webhook]}}
        webhook: {url: "%s", secret-env: HOOK_SECRET}
        """
            .formatted(hook.url("/hook"));
    Path file = Files.writeString(directory.resolve("access.yaml"), text);
    return Map.of(
        "WEIR_ACCESS_FILE",
        file.toString(),
        "HOOK_SECRET",
        "a-secret-of-twenty-one",
        "WEIR_RTMP_PROXY_FROM",
        "127.0.0.1",
        // What guessers cost is asked here, not how many connections they may have.
        "WEIR_LIMITS_CONNECTS_PER_ADDRESS",
        "0");
  }
}
