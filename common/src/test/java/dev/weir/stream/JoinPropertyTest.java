package dev.weir.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.MediaFrame;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Subscribers come and go while frames flow and loops run in any order. Whatever happens, each gets
 * a run of the stream without a gap or a repetition, begun by a key frame or by the moment of its
 * coming, and before it the headers of that place.
 */
class JoinPropertyTest {
  private static final int ROUNDS = 150;

  @Test
  void nothingIsMissingOrRepeatedUnderAnyInterleaving() {
    int withGop = 0;
    for (int seed = 0; seed < ROUNDS; seed++) {
      withGop += new Round(seed).play();
    }
    assertThat(withGop).isGreaterThan(ROUNDS);
  }

  private static final class Round {
    private final Random random;
    private final FakeLoop[] loops = {new FakeLoop(), new FakeLoop(), new FakeLoop()};
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
    private final LiveStream stream;
    private final StreamSource source;
    private final Map<Listener, Subscription> players = new LinkedHashMap<>();
    private final List<Listener> everybody = new ArrayList<>();

    /**
     * Everything that the stream has to send, in order, and the headers that hold at each place.
     */
    private final List<String> sent = new ArrayList<>();

    private final List<String> videoHeaderAt = new ArrayList<>();
    private String videoHeader = "";
    private int number;
    private long time = 1;

    Round(int seed) {
      random = new Random(seed);
      stream =
          new LiveStream(
              StreamKey.of("live", "demo").orElseThrow(),
              loops[0].context(),
              StreamSettings.DEFAULT,
              allocator,
              loops[0],
              0,
              StreamObserver.NONE);
      source = stream.attach("test");
    }

    int play() {
      for (int i = 0; i < 400; i++) {
        act();
      }
      FakeLoop.runAll(loops);
      stream.end();
      FakeLoop.runAll(loops);
      assertThat(allocator.metric().usedDirectMemory()).isZero();
      int withGop = 0;
      for (Listener player : everybody) {
        check(player);
        withGop += player.gopMessages > 0 ? 1 : 0;
      }
      return withGop;
    }

    private void act() {
      switch (random.nextInt(12)) {
        case 0 -> join();
        case 1 -> leave();
        case 2 -> {
          int by = random.nextInt(60);
          Arrays.stream(loops).forEach(loop -> loop.advance(by));
        }
        case 3 -> source.onReadComplete();
        case 4 -> header(random.nextInt(3));
        case 5 -> frame(Frames.key(time, ++number), "K");
        case 6, 7 -> frame(Frames.inter(time, ++number), "P");
        case 8 -> frame(Frames.audio(time, ++number), "A");
        default -> loops[random.nextInt(loops.length)].step();
      }
    }

    private void join() {
      FakeLoop loop = loops[random.nextInt(loops.length)];
      Listener player = new Listener(loop);
      int merge = 100 * random.nextInt(3);
      player.pace = loop.pace(merge);
      everybody.add(player);
      players.put(player, stream.subscribe(player));
    }

    private void leave() {
      if (!players.isEmpty()) {
        Listener player = players.keySet().iterator().next();
        players.remove(player).cancel();
      }
    }

    private void header(int kind) {
      String label = "VH" + kind + "@" + time;
      if (!videoHeader.equals("VH" + kind)) {
        videoHeader = "VH" + kind;
        // More often, and it would be held.
        loops[0].advance(1_000);
        note(label);
      }
      source.onFrame(Frames.videoHeader(time, kind));
    }

    private void frame(MediaFrame frame, String kind) {
      note(kind + number + "@" + time);
      source.onFrame(frame);
      time += random.nextInt(30);
    }

    private void note(String label) {
      sent.add(label);
      videoHeaderAt.add(videoHeader);
    }

    private void check(Listener player) {
      if (player.messages.isEmpty()) {
        return;
      }
      int first = indexOf(player);
      assertThat(player.messages).isEqualTo(sent.subList(first, first + player.messages.size()));
      if (player.gopMessages > 0) {
        assertThat(player.messages.get(0)).startsWith("K");
      }
      String header = player.headers.isEmpty() ? "" : player.headers.get(0).replaceAll("@.*", "");
      int last = first + player.gopMessages - 1;
      if (player.gopMessages > 0) {
        assertThat(header).isEqualTo(videoHeaderAt.get(last));
      } else if (!player.messages.get(0).startsWith("VH")) {
        assertThat(header).isEqualTo(videoHeaderAt.get(first));
      }
    }

    private int indexOf(Listener player) {
      int at = sent.indexOf(player.messages.get(0));
      assertThat(at).isNotNegative();
      return at;
    }
  }
}
