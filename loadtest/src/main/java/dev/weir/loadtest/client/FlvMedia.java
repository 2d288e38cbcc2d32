package dev.weir.loadtest.client;

import dev.weir.cli.StartupException;
import dev.weir.flv.FlvReader;
import dev.weir.flv.FlvTag;
import dev.weir.rtmp.RtmpException;
import dev.weir.rtmp.RtmpLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An FLV file in memory, as a loop without a seam. Can be shared between publishers and threads.
 */
public final class FlvMedia {
  /** Longest file. */
  public static final long MAX_BYTES = 256L << 20;

  private static final int HEADER_BYTES = 9;
  private static final int READ_BYTES = 64 << 10;

  private final List<MediaUnit> units;
  private final long periodMillis;
  private final boolean hasVideo;

  private FlvMedia(List<MediaUnit> units) {
    this.units = List.copyOf(units);
    this.periodMillis = Math.max(period(units, true), period(units, false));
    this.hasVideo = units.stream().anyMatch(unit -> unit.isVideo() && unit.isMedia());
  }

  /**
   * Reads a file; blocks.
   *
   * @throws StartupException with one sentence when it cannot be read, is longer than {@link
   *     #MAX_BYTES}, is not an FLV or has neither picture nor sound
   */
  public static FlvMedia read(Path file) {
    if (Files.isDirectory(file)) {
      throw new StartupException(file + ": is a directory");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, file.toString());
    } catch (NoSuchFileException e) {
      throw new StartupException(file + ": no such file");
    } catch (AccessDeniedException e) {
      throw new StartupException(file + ": may not be read");
    } catch (IOException e) {
      throw new StartupException(file + ": " + e.getMessage());
    }
  }

  /**
   * As {@link #read(Path)}.
   *
   * @param in stays the caller's
   * @param name for messages
   */
  public static FlvMedia read(InputStream in, String name) throws IOException {
    // On the heap and without leak detection: what is read stays until nobody publishes it.
    FlvReader reader =
        new FlvReader(
            new UnpooledByteBufAllocator(false, true), RtmpLimits.DEFAULT.mediaMessageBytes());
    List<MediaUnit> units = new ArrayList<>();
    try {
      long total = 0;
      for (byte[] piece; (piece = in.readNBytes(READ_BYTES)).length > 0; ) {
        total += piece.length;
        if (total > MAX_BYTES) {
          throw new StartupException(name + ": longer than " + (MAX_BYTES >> 20) + " MiB");
        }
        reader.feed(Unpooled.wrappedBuffer(piece));
        for (FlvTag tag; (tag = reader.next()) != null; ) {
          unit(tag).ifPresent(units::add);
        }
      }
      if (total < HEADER_BYTES) {
        throw new StartupException(name + ": not an FLV file: " + total + " bytes");
      }
    } catch (RtmpException e) {
      throw new StartupException(name + ": not an FLV file: " + e.getMessage());
    } finally {
      reader.close();
    }
    return new FlvMedia(fromZero(units, name));
  }

  /** Milliseconds from one beginning to the next. */
  public long periodMillis() {
    return periodMillis;
  }

  List<MediaUnit> units() {
    return units;
  }

  boolean hasVideo() {
    return hasVideo;
  }

  private static Optional<MediaUnit> unit(FlvTag tag) {
    ByteBuf body = Unpooled.copiedBuffer(tag.body());
    try {
      return switch (tag.type()) {
        case FlvTag.VIDEO -> Optional.of(MediaUnit.video(tag.timestamp(), body));
        case FlvTag.AUDIO -> Optional.of(MediaUnit.audio(tag.timestamp(), body));
        case FlvTag.SCRIPT -> LiveMetadata.of(tag);
        default -> Optional.empty();
      };
    } finally {
      tag.release();
    }
  }

  /** Headers and metadata often stand at 0 where the media begins later. */
  private static List<MediaUnit> fromZero(List<MediaUnit> units, String name) {
    long first =
        units.stream()
            .filter(MediaUnit::isMedia)
            .mapToLong(MediaUnit::timestamp)
            .min()
            .orElseThrow(() -> new StartupException(name + ": has neither picture nor sound"));
    return units.stream()
        .filter(unit -> unit.kind() != MediaUnit.Kind.NOTHING)
        .map(unit -> unit.at(Math.max(0, unit.timestamp() - first)))
        .toList();
  }

  /** From a track's beginning to one frame's length past its last frame. */
  private static long period(List<MediaUnit> units, boolean video) {
    long[] times =
        units.stream()
            .filter(unit -> unit.isMedia() && unit.isVideo() == video)
            .mapToLong(MediaUnit::timestamp)
            .sorted()
            .toArray();
    if (times.length == 0) {
      return 0;
    }
    long last = times[times.length - 1];
    int gaps = times.length - 1;
    return gaps == 0
        ? last + 1_000
        : last + Math.max(1, Math.round((last - times[0]) / (double) gaps));
  }
}
