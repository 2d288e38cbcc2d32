package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.amf.AmfValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Hostile peers against a real origin and a real edge, each by its number in the table of hostile
 * inputs. Every attack ends as the table says; meanwhile another stream runs through the same nodes
 * and loses nothing.
 */
@ExtendWith(SharedCluster.class)
final class HostileInputsIT {
  private static final Duration SOON = Duration.ofSeconds(3);
  private static final Duration A_WHILE = Duration.ofMillis(300);
  private static final int WHOLE_HEADER = 12;

  /** What a peer does, and what comes of it. */
  private record Attack(String name, Deed deed) {}

  /** Talks to a port. */
  @FunctionalInterface
  private interface Deed {
    void against(int port) throws IOException;
  }

  @TestFactory
  Stream<DynamicTest> endAsTheTableSays(SharedCluster.Nodes nodes) {
    return Stream.of(openings(), chunks(), values(), states(), media())
        .flatMap(Arrays::stream)
        .map(
            attack ->
                DynamicTest.dynamicTest(
                    attack.name(),
                    () -> {
                      try (Bench bench = new Bench()) {
                        undisturbed(bench, nodes, attack);
                      }
                    }));
  }

  @Test
  void row1AndRow2AreEndedAfterFiveSecondsWhateverTrickles(SharedCluster.Nodes nodes)
      throws IOException {
    int port = nodes.origin().port("rtmp");
    try (RawPeer silent = RawPeer.open(port);
        RawPeer slow = RawPeer.open(port)) {
      long begun = System.nanoTime();
      slow.send("03");
      Duration ended = null;
      while (ended == null) {
        slow.flood(new byte[1], 1);
        ended = slow.closesWithin(Duration.ofSeconds(1));
        assertThat(System.nanoTime() - begun).isLessThan(Duration.ofSeconds(7).toNanos());
      }
      assertBetween(Duration.ofNanos(System.nanoTime() - begun), 4_500, 5_700);
      assertThat(silent.closesWithin(SOON)).isNotNull();
    }
  }

  private static Attack[] openings() {
    return new Attack[] {
      closedAtOnce("row 3 an HTTP request", ascii("GET / HTTP/1.1\r\nHost: x\r\n\r\n")),
      closedAtOnce("row 3 a TLS hello", hex("16030100a5010000a1")),
      closedAtOnce("row 3 RTMPE", hex("06")),
      closedAtOnce("row 3 zeros", new byte[65_536]),
      attack(
          "row 4 digest offsets past the end",
          port -> {
            try (RawPeer peer = RawPeer.open(port)) {
              byte[] c0c1 = new byte[1537];
              c0c1[0] = 3;
              Arrays.fill(c0c1, 5, 16, (byte) 0xFF);
              Arrays.fill(c0c1, 773, 781, (byte) 0xFF);
              peer.send(c0c1);
              assertThat(peer.staysOpen(A_WHILE)).isTrue();
            }
          }),
    };
  }

  private static Attack[] chunks() {
    return new Attack[] {
      closed("row 5 format 3 first", "C3"),
      closed("row 5 format 2 first", "83 000000"),
      attack("row 5 format 1 first is fine", port -> open(port, "43 000000 000004 01 00001000")),
      closed("row 6 chunk size 0", "02 000000 000004 01 00000000 00000000"),
      closed("row 7 chunk size with the top bit", "02 000000 000004 01 00000000 80000001"),
      attack(
          "row 7 the largest chunk size is fine",
          port -> open(port, "02 000000 000004 01 00000000 7FFFFFFF")),
      closed("row 9 a message of 16 MB", "03 000000 FFFFFF 14 00000000"),
      attack("row 10 a message on each of 65,536 chunk streams", port -> manyChunkStreams(port)),
      closed(
          "row 11 another length in the middle of a message",
          "04 000000 000100 14 00000000 " + "00".repeat(128) + "04 000000 000090 14 00000000"),
      attack(
          "row 12 an abort flood",
          port -> flood(port, hex("02 000000 000004 02 00000000 00000009"))),
      attack(
          "row 13 the mark of an extended time, and then nothing",
          port -> {
            try (RawPeer peer = RawPeer.greeted(port)) {
              peer.send("04 FFFFFF 000010 08 01000000");
            }
          }),
    };
  }

  private static Attack[] values() {
    return new Attack[] {
      connectWith("row 14 objects 10,000 deep", repeat("03000161", 4_000)),
      connectWith("row 14 arrays 10,000 deep", repeat("0A00000001", 3_000)),
      connectWith("row 15 an array of 4 billion", hex("0AFFFFFFFF")),
      connectWith("row 16 a string longer than the message", hex("02FFFF61")),
      connectWith("row 16 a long string of 4 GB", hex("0CFFFFFFFF61")),
      connectWith("row 17 an AMF3 externalizable", hex("110A07014100")),
      connectWith("row 17 a reference", hex("070001")),
      connectWith("row 18 an object of 2,000 properties", properties(2_000)),
      attack(
          "row 19 numbers that are none",
          port -> {
            try (RawPeer peer = RawPeer.connected(port)) {
              for (double odd : new double[] {Double.NaN, -1, 1e308, Double.POSITIVE_INFINITY}) {
                peer.command(0, "createStream", odd, AmfValue.of(odd));
                peer.command(0, "deleteStream", odd, AmfValue.NULL, AmfValue.of(odd));
                peer.command(0, "play", odd, AmfValue.NULL, AmfValue.of("x"), AmfValue.of(odd));
              }
              assertThat(peer.staysOpen(A_WHILE)).isTrue();
            }
          }),
      refusedName("row 20 a path", "../../etc/passwd"),
      refusedName("row 20 an encoded path", "..%2fx"),
      refusedName("row 20 line ends", "a\r\nlevel=ERROR b"),
      refusedName("row 20 markup", "<img onerror=x>"),
      refusedName("row 20 an escape", "\u001b[31mred"),
      refusedName("row 20 nothing", ""),
      refusedName("row 20 60,000 letters", "x".repeat(60_000)),
    };
  }

  private static Attack[] states() {
    return new Attack[] {
      attack("row 21 publish before connect", port -> closedAfter(port, "publish")),
      attack("row 21 createStream before connect", port -> closedAfter(port, "createStream")),
      attack(
          "row 21 1,000 message streams",
          port -> {
            try (RawPeer peer = RawPeer.connected(port)) {
              peer.floodCommand(1_000, "createStream", AmfValue.NULL);
              assertThat(peer.closesWithin(SOON)).isNotNull();
            }
          }),
      attack(
          "row 21 media where nothing is published",
          port -> {
            try (RawPeer peer = RawPeer.withStream(port)) {
              for (int i = 0; i < 200; i++) {
                peer.flood(hex("04 000000 000002 08 01000000 AF01"), 1);
              }
              assertThat(peer.closesWithin(SOON)).isNotNull();
            }
          }),
      attack(
          "row 22 a command flood",
          port -> {
            try (RawPeer peer = RawPeer.connected(port)) {
              byte[] body = RawPeer.amf(AmfValue.of("nothing"), AmfValue.of(0), AmfValue.NULL);
              ByteBuffer message = ByteBuffer.allocate(WHOLE_HEADER + body.length);
              message.put(hex("03 000000 0000")).put((byte) body.length).put(hex("14 00000000"));
              peer.flood(message.put(body).array(), 100_000);
              assertThat(peer.closesWithin(SOON)).isNotNull();
            }
          }),
      attack(
          "row 22 a ping flood",
          port -> flood(port, hex("02 000000 000006 04 00000000 0006 00000001"))),
      attack(
          "row 22 a window of one byte is fine",
          port -> open(port, "02 000000 000004 05 00000000 00000001")),
      attack("row 22 chunks of one byte", port -> tinyChunks(port)),
    };
  }

  private static Attack[] media() {
    return new Attack[] {
      published("row 23 an aggregate longer inside", 22, "09 00FFFF 000000 00 000000 17"),
      published("row 23 an aggregate in an aggregate", 22, "16 000000 000000 00 000000 0000000B"),
      published("row 24 an empty picture", 9, ""),
      published("row 24 a picture of one byte", 9, "17"),
      published("row 24 a header with 31 parameter sets", 9, "17 00 000000 01640016FFFF0010"),
      published("row 24 an unknown FourCC", 9, "90 58585858 00"),
      published("row 24 a torn multitrack", 9, "96 11 61763031 00 0000FF"),
      published("row 24 a chain of modifiers", 9, "97" + "00000007".repeat(40)),
      attack(
          "row 25 metadata of 1 MiB",
          port -> {
            try (RawPeer peer = RawPeer.publishing(port, "row25")) {
              peer.send("05 000000 100000 12 01000000");
              assertThat(peer.closesWithin(SOON)).isNotNull();
            }
          }),
      attack(
          "row 26 garbage behind media, with a player attached",
          port -> {
            try (RawPeer peer = RawPeer.publishing(port, "row26");
                RawPeer player = RawPeer.withStream(port)) {
              player.command(1, "play", 3, AmfValue.NULL, AmfValue.of("row26"));
              peer.send("06 000000 000009 09 01000000 17 00 000000 01640016");
              player.awaitText("NetStream.Play.Start");
              peer.send("C9".repeat(64));
              assertThat(peer.closesWithin(SOON)).isNotNull();
              // The publisher may come back; until then its players wait.
              assertThat(player.closesWithin(Duration.ofMillis(500))).isNull();
            }
          }),
    };
  }

  /** Runs an attack on both nodes while another stream is published, played and compared. */
  private static void undisturbed(Bench bench, SharedCluster.Nodes nodes, Attack attack)
      throws IOException {
    String stream = "live/bystander";
    Bench.Publishing publishing = bench.publish(nodes.origin().rtmp(stream), Clips.noise());
    PlayProbe player = bench.record(nodes.edge().rtmp(stream));
    assertThat(player.firstKeyFrame()).succeedsWithin(Duration.ofSeconds(10));

    attack.deed().against(nodes.origin().port("rtmp"));
    attack.deed().against(nodes.edge().port("rtmp"));

    assertThat(nodes.origin().get("/health/live")).isNotEmpty();
    assertThat(nodes.edge().get("/health/live")).isNotEmpty();
    assertThat(player.closed()).as("the other stream goes on").isNotDone();
    player.packets().assertIsPartOf(publishing.sent(), 1);
    nodes.assertClean();
  }

  private static Attack attack(String name, Deed deed) {
    return new Attack(name, deed);
  }

  private static Attack closedAtOnce(String name, byte[] opening) {
    return attack(
        name,
        port -> {
          // The best of five: the machine's own pauses are not the server's.
          Duration best = Duration.ofDays(1);
          for (int i = 0; i < 5; i++) {
            try (RawPeer peer = RawPeer.open(port)) {
              peer.flood(opening, 1);
              Duration took = peer.closesWithin(SOON);
              assertThat(took).isNotNull();
              best = took.compareTo(best) < 0 ? took : best;
            }
          }
          assertThat(best).isLessThan(Duration.ofMillis(100));
        });
  }

  private static Attack closed(String name, String bytes) {
    return attack(
        name,
        port -> {
          try (RawPeer peer = RawPeer.greeted(port)) {
            peer.send(bytes);
            assertThat(peer.closesWithin(SOON)).isNotNull();
          }
        });
  }

  private static void open(int port, String bytes) throws IOException {
    try (RawPeer peer = RawPeer.greeted(port)) {
      peer.send(bytes);
      assertThat(peer.staysOpen(A_WHILE)).isTrue();
    }
  }

  private static void flood(int port, byte[] message) throws IOException {
    try (RawPeer peer = RawPeer.connected(port)) {
      peer.flood(message, 100_000);
      assertThat(peer.closesWithin(SOON)).isNotNull();
    }
  }

  /** connect with a value that cannot be read, behind its name and transaction. */
  private static Attack connectWith(String name, byte[] value) {
    return attack(
        name,
        port -> {
          try (RawPeer peer = RawPeer.greeted(port)) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            body.write(RawPeer.amf(AmfValue.of("connect"), AmfValue.of(1)));
            body.write(value);
            peer.message(20, 0, body.toByteArray());
            assertThat(peer.closesWithin(SOON)).isNotNull();
          }
        });
  }

  private static Attack refusedName(String name, String stream) {
    return attack(
        name,
        port -> {
          try (RawPeer peer = RawPeer.withStream(port)) {
            peer.command(1, "publish", 3, AmfValue.NULL, AmfValue.of(stream), AmfValue.of("live"));
            peer.awaitText("NetStream.Publish.BadName");
            assertThat(peer.closesWithin(SOON)).isNotNull();
          }
        });
  }

  private static void closedAfter(int port, String command) throws IOException {
    try (RawPeer peer = RawPeer.greeted(port)) {
      peer.command(1, command, 1, AmfValue.NULL, AmfValue.of("x"));
      assertThat(peer.closesWithin(SOON)).isNotNull();
    }
  }

  /** Media that makes no sense is relayed or dropped; it ends nobody. */
  private static Attack published(String name, int type, String body) {
    return attack(
        name,
        port -> {
          try (RawPeer peer = RawPeer.publishing(port, "odd")) {
            peer.message(type, 1, hex(body));
            assertThat(peer.staysOpen(A_WHILE)).isTrue();
          }
        });
  }

  private static void manyChunkStreams(int port) throws IOException {
    try (RawPeer peer = RawPeer.greeted(port)) {
      for (int id = 0; id < 65_536; id += 97) {
        byte[] header = {1, (byte) id, (byte) (id >> 8), 0, 0, 0, 0, 2, 0, 20, 0, 0, 0, 0};
        peer.flood(header, 1);
        peer.flood(new byte[128], 1);
      }
      assertThat(peer.closesWithin(SOON)).isNotNull();
    }
  }

  private static void tinyChunks(int port) throws IOException {
    try (RawPeer peer = RawPeer.connected(port)) {
      peer.send("02 000000 000004 01 00000000 00000001");
      byte[] chunks = new byte[120_000];
      for (int i = 0; i < chunks.length; i += 2) {
        chunks[i] = (byte) 0xC4;
      }
      peer.send("04 000000 00FFF0 14 00000000 00");
      peer.flood(chunks, 20);
      assertThat(peer.closesWithin(SOON)).isNotNull();
    }
  }

  private static void assertBetween(Duration time, long fromMillis, long toMillis) {
    assertThat(time.toMillis()).isBetween(fromMillis, toMillis);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  private static byte[] repeat(String unit, int times) {
    return hex(unit.repeat(times));
  }

  private static byte[] properties(int count) {
    StringBuilder object = new StringBuilder("03");
    for (int i = 0; i < count; i++) {
      object.append(String.format("0004%08x05", 0x61616161 + i));
    }
    return hex(object + "000009");
  }
}
