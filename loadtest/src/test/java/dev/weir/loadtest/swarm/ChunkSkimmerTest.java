package dev.weir.loadtest.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.rtmp.RtmpException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ChunkSkimmerTest {
  /** Set Chunk Size 4; then everything in chunks of four bytes. */
  private static final String CHUNKS_OF_FOUR = "02 000000 000004 01 00000000 00000004";

  private final List<String> messages = new ArrayList<>();

  @Test
  void joinsTheChunksOfAMessage() {
    everyWay(CHUNKS_OF_FOUR + "06 000010 000006 09 01000000 1701aabb C6 ccdd", "9 6 1701aabbccdd");
  }

  @Test
  void takesWhatAShorterHeaderLeavesOutFromTheOneBefore() {
    everyWay(
        "05 000000 000002 08 01000000 af01"
            + "45 000017 000003 08 af0102"
            + "85 000017 af0103"
            + "C5 af0104",
        "8 2 af01",
        "8 3 af0102",
        "8 3 af0103",
        "8 3 af0104");
  }

  @Test
  void keepsChunkStreamsApartThatTakeTurns() {
    everyWay(
        CHUNKS_OF_FOUR
            + "06 000000 000006 09 01000000 27010000"
            + "05 000000 000002 08 01000000 af01"
            + "C6 eeff",
        "8 2 af01",
        "9 6 27010000eeff");
  }

  @Test
  void readsLongTimestampsInFrontOfEachChunk() {
    everyWay(
        CHUNKS_OF_FOUR
            + "06 ffffff 000006 09 01000000 01000000 27010000 C6 01000000 eeff"
            + "46 ffffff 000001 09 02000000 17",
        "9 6 27010000eeff",
        "9 1 17");
  }

  @Test
  void readsChunkStreamIdsOfTwoAndThreeBytes() {
    everyWay(
        "00 10 000000 000001 09 01000000 17"
            + "01 1001 000000 000001 08 01000000 af"
            + "C0 10 18"
            + "C1 1001 ae",
        "9 1 17",
        "8 1 af",
        "9 1 18",
        "8 1 ae");
  }

  @Test
  void startsAnAbortedMessageAnew() {
    everyWay(
        CHUNKS_OF_FOUR
            + "06 000000 000006 09 01000000 27010000"
            + "02 000000 000004 02 00000000 00000006"
            + "C6 11223344 C6 5566",
        "9 6 112233445566");
  }

  @Test
  void deliversAMessageWithoutBody() {
    everyWay("05 000000 000000 08 01000000", "8 0 ");
  }

  @Test
  void keepsTheBeginningOfALongMessageOnly() {
    byte[] body = new byte[120];
    Arrays.fill(body, (byte) 0x5A);
    everyWay(
        "06 000000 000078 09 01000000" + HexFormat.of().formatHex(body),
        "9 120 " + "5a".repeat(48));
    everyWay(
        "03 000000 000078 14 00000000" + HexFormat.of().formatHex(body),
        "20 120 " + "5a".repeat(120));
  }

  @Test
  void saysNothingOfAMessageThatIsNotComplete() {
    everyWay("06 000000 000004 09 01000000 270100");
  }

  @Test
  void refusesWhatIsNoChunkStream() {
    assertThatThrownBy(() -> feed("C6 00")).isInstanceOf(RtmpException.class);
  }

  @Test
  void refusesAnEndlessNumberOfChunkStreams() {
    StringBuilder many = new StringBuilder();
    for (int id = 2; id < 80; id++) {
      many.append(id < 64 ? "%02x".formatted(id) : "00%02x".formatted(id - 64));
      many.append("000000 000001 09 01000000 17");
    }
    assertThatThrownBy(() -> feed(many.toString())).hasMessageContaining("chunk streams");
  }

  /** In one piece, byte by byte, and in two pieces at every place. */
  private void everyWay(String hex, String... expected) {
    byte[] wire = bytes(hex);
    for (int cut = 0; cut <= wire.length; cut++) {
      messages.clear();
      ChunkSkimmer skimmer = new ChunkSkimmer(this::add);
      feed(skimmer, Unpooled.wrappedBuffer(wire, 0, cut));
      feed(skimmer, Unpooled.wrappedBuffer(wire, cut, wire.length - cut));
      assertThat(messages).as("cut at %d", cut).containsExactly(expected);
    }
    messages.clear();
    ChunkSkimmer skimmer = new ChunkSkimmer(this::add);
    for (byte one : wire) {
      feed(skimmer, Unpooled.wrappedBuffer(new byte[] {one}));
    }
    assertThat(messages).containsExactly(expected);
  }

  private void feed(String hex) {
    feed(new ChunkSkimmer(this::add), Unpooled.wrappedBuffer(bytes(hex)));
  }

  private static void feed(ChunkSkimmer skimmer, ByteBuf in) {
    skimmer.feed(in);
    assertThat(in.isReadable()).isFalse();
  }

  private void add(int type, int length, byte[] head, int kept) {
    messages.add(type + " " + length + " " + HexFormat.of().formatHex(head, 0, kept));
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }
}
