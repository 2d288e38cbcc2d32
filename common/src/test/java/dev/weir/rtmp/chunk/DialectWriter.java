package dev.weir.rtmp.chunk;

import static dev.weir.rtmp.chunk.ChunkBytes.chunks;

import java.util.HashMap;
import java.util.Map;

/** Messages in chunks as the dialects of the extended timestamp write them. */
final class DialectWriter {
  /** What stands behind a fmt 3 header when the last header had an extended timestamp. */
  enum Dialect {
    /** RTMP 5.3.1.3, ffmpeg, gst, nginx-rtmp, OBS since 2024: the field again. */
    REPEATS,
    /** SRS: the absolute time, also where the field was a delta. */
    ABSOLUTE,
    /** gortmplib: four zero bytes. */
    ZEROS,
    /** librtmp, OBS before 2024: nothing. */
    OMITS
  }

  private final Dialect dialect;
  private final int chunkSize;
  private final ChunkBytes out = chunks();
  private final Map<Integer, Long> times = new HashMap<>();
  private final Map<Integer, Long> fields = new HashMap<>();

  DialectWriter(Dialect dialect, int chunkSize) {
    this.dialect = dialect;
    this.chunkSize = chunkSize;
  }

  /** A message whose first chunk has this format; fmt 3 repeats the last field. */
  DialectWriter message(int format, int id, long time, int type, byte[] body) {
    long field = format == 0 ? time : time - times.getOrDefault(id, 0L) & 0xFFFF_FFFFL;
    times.put(id, time);
    if (format < 3) {
      fields.put(id, field);
    }
    switch (format) {
      case 0 -> out.fmt0(id, time, body.length, type, 1);
      case 1 -> out.fmt1(id, field, body.length, type);
      case 2 -> out.fmt2(id, field);
      default -> continued(id);
    }
    int from = Math.min(chunkSize, body.length);
    out.bytes(body, 0, from);
    while (from < body.length) {
      int to = Math.min(from + chunkSize, body.length);
      continued(id);
      out.bytes(body, from, to);
      from = to;
    }
    return this;
  }

  byte[] array() {
    return out.array();
  }

  private void continued(int id) {
    out.fmt3(id);
    long field = fields.get(id);
    if (field >= 0xFF_FFFF) {
      switch (dialect) {
        case REPEATS -> out.u32(field);
        case ABSOLUTE -> out.u32(times.get(id));
        case ZEROS -> out.u32(0);
        case OMITS -> {
          // Nothing is what these write.
        }
      }
    }
  }
}
