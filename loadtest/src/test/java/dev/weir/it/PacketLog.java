package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flv.FlvReader;
import dev.weir.flv.FlvTag;
import dev.weir.media.AudioTagHeader;
import dev.weir.media.VideoTagHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The pictures and sounds of a stream in their order, each by the hash of its coded bytes, so that
 * what was published and what was played can be compared whoever wrote it down. Decoder
 * configurations and metadata are not packets.
 *
 * <p>Not for use from two threads at a time, but safely handed over.
 */
final class PacketLog {
  private static final int MAX_TAG_BYTES = 8 << 20;

  private final List<Packet> packets = new ArrayList<>();

  /** The kinds of tracks. */
  enum Track {
    VIDEO,
    AUDIO
  }

  /**
   * One packet.
   *
   * @param timestamp of decoding, milliseconds modulo 2^32
   * @param composition from decoding to presentation, milliseconds
   * @param size bytes without the tag's header
   * @param hash of those bytes, SHA-256
   * @param keyFrame always false of sounds, and where it was not written down
   */
  record Packet(
      Track track, long timestamp, int composition, int size, String hash, boolean keyFrame) {
    boolean isSameAs(Packet other) {
      return track == other.track
          && timestamp == other.timestamp
          && composition == other.composition
          && size == other.size
          && hash.equals(other.hash);
    }

    Packet shifted(long millis) {
      return new Packet(
          track, timestamp + millis & 0xFFFF_FFFFL, composition, size, hash, keyFrame);
    }

    @Override
    public String toString() {
      return "%s %d+%d %dB %s%s"
          .formatted(
              track, timestamp, composition, size, hash.substring(0, 8), keyFrame ? " key" : "");
    }
  }

  /** An FLV file, which may end in the middle of a tag. */
  static PacketLog ofFlv(Path file) throws IOException {
    PacketLog log = new PacketLog();
    FlvReader reader = new FlvReader(new UnpooledByteBufAllocator(false, true), MAX_TAG_BYTES);
    reader.feed(Unpooled.wrappedBuffer(Files.readAllBytes(file)));
    for (FlvTag tag; (tag = reader.next()) != null; ) {
      log.add(tag.type(), tag.timestamp(), tag.body());
      tag.release();
    }
    reader.close();
    return log;
  }

  /** What {@code ffmpeg -c copy -f framehash} writes: stream, dts, pts, duration, size, hash. */
  static PacketLog ofFrameHash(Path file) throws IOException {
    PacketLog log = new PacketLog();
    List<Track> tracks = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith("#tb ") && !line.endsWith(" 1/1000")) {
        throw new IllegalArgumentException("not in milliseconds: " + line);
      }
      if (line.startsWith("#media_type ")) {
        tracks.add(line.endsWith("video") ? Track.VIDEO : Track.AUDIO);
      }
      if (!line.startsWith("#") && !line.isBlank()) {
        log.addHashLine(tracks, line.split(",\\s*"));
      }
    }
    return log;
  }

  private void addHashLine(List<Track> tracks, String[] fields) {
    long dts = Long.parseLong(fields[1].strip());
    long pts = Long.parseLong(fields[2].strip());
    Track track = tracks.get(Integer.parseInt(fields[0].strip()));
    packets.add(
        new Packet(
            track,
            dts & 0xFFFF_FFFFL,
            (int) (pts - dts),
            Integer.parseInt(fields[4].strip()),
            fields[5].strip(),
            false));
  }

  /**
   * Adds a message if it is a picture or a sound.
   *
   * @param body stays the caller's
   */
  void add(int type, long timestamp, ByteBuf body) {
    packet(type, timestamp, body).ifPresent(packets::add);
  }

  List<Packet> packets() {
    return packets;
  }

  List<Packet> packets(Track track) {
    return packets.stream().filter(packet -> packet.track() == track).toList();
  }

  /** The same with other timestamps. */
  PacketLog shifted(long millis) {
    PacketLog log = new PacketLog();
    packets.forEach(packet -> log.packets.add(packet.shifted(millis)));
    return log;
  }

  /**
   * Fails unless this is what was published, from its own first picture on: nothing lost, changed,
   * repeated or out of order within a track.
   *
   * @param atLeast packets that must be there, counted from that picture on
   */
  void assertIsPartOf(PacketLog published, int atLeast) {
    compare(published, atLeast, false);
  }

  /** As {@link #assertIsPartOf}, and up to the very last packet that was published. */
  void assertIsRestOf(PacketLog published, int atLeast) {
    compare(published, atLeast, true);
  }

  private void compare(PacketLog published, int atLeast, boolean toTheEnd) {
    List<Packet> video = packets(Track.VIDEO);
    assertThat(video).as("pictures that were played").isNotEmpty();
    int count = run(video, published.packets(Track.VIDEO), toTheEnd);
    long start = video.get(0).timestamp();
    // Sounds before the first picture belong to a group of pictures that was not played.
    List<Packet> audio = packets(Track.AUDIO).stream().filter(p -> since(start, p) >= 0).toList();
    if (!audio.isEmpty()) {
      count += run(audio, published.packets(Track.AUDIO), toTheEnd);
    }
    assertThat(count).as("packets that were played").isGreaterThanOrEqualTo(atLeast);
  }

  /** Compares with the run that begins at the same packet; its length. */
  private static int run(List<Packet> played, List<Packet> published, boolean toTheEnd) {
    Packet first = played.get(0);
    int from = 0;
    while (from < published.size() && !published.get(from).isSameAs(first)) {
      from++;
    }
    assertThat(from).as("%s is among what was published", first).isLessThan(published.size());
    List<Packet> expected = published.subList(from, published.size());
    for (int i = 0; i < played.size(); i++) {
      assertThat(i).as("packets before %s", played.get(i)).isLessThan(expected.size());
      if (!played.get(i).isSameAs(expected.get(i))) {
        throw new AssertionError(
            "packet %d: published %s, played %s, after %s"
                .formatted(i, expected.get(i), played.get(i), i == 0 ? "-" : played.get(i - 1)));
      }
    }
    if (toTheEnd) {
      assertThat(played.size())
          .as("%s packets to the end", first.track())
          .isEqualTo(expected.size());
    }
    return played.size();
  }

  private static int since(long start, Packet packet) {
    return (int) (packet.timestamp() - start);
  }

  static Optional<Packet> packet(int type, long timestamp, ByteBuf body) {
    if (type == FlvTag.VIDEO) {
      VideoTagHeader header = VideoTagHeader.parse(body);
      boolean picture =
          !header.isSequenceHeader()
              && !header.isSequenceEnd()
              && !header.isMetadata()
              && !header.isCommand();
      return picture
          ? Optional.of(
              packet(
                  Track.VIDEO,
                  timestamp,
                  header.compositionTime(),
                  header.dataOffset(),
                  header.isKeyFrame(),
                  body))
          : Optional.empty();
    }
    AudioTagHeader header = type == FlvTag.AUDIO ? AudioTagHeader.parse(body) : null;
    boolean sound =
        header != null
            && !header.isOpaque()
            && !header.isSequenceHeader()
            && !header.isSequenceEnd()
            && !header.isMultichannelConfig();
    return sound
        ? Optional.of(
            packet(Track.AUDIO, timestamp, 0, Math.max(0, header.dataOffset()), false, body))
        : Optional.empty();
  }

  private static Packet packet(
      Track track, long timestamp, int composition, int offset, boolean key, ByteBuf body) {
    int size = body.readableBytes() - offset;
    byte[] bytes = ByteBufUtil.getBytes(body, body.readerIndex() + offset, size);
    return new Packet(track, timestamp, composition, size, hash(bytes), key);
  }

  private static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
