package dev.weir.loadtest.swarm;

import dev.weir.rtmp.RtmpError;
import dev.weir.rtmp.RtmpException;
import dev.weir.rtmp.message.MessageType;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Reads a server's chunk stream and keeps of each message its first bytes only: of media enough for
 * a {@link Stamp}, of commands enough to read them. Chunk size and abort it obeys by itself.
 *
 * <p>Timestamps are skipped; a frame's age comes from its stamp.
 */
final class ChunkSkimmer {
  /** Hears messages. */
  interface Sink {
    /**
     * A message is complete.
     *
     * @param type RTMP message type
     * @param length of its body
     * @param head the body's beginning, valid until this returns
     * @param kept valid bytes in it
     */
    void onMessage(int type, int length, byte[] head, int kept);
  }

  private static final int MEDIA_HEAD = 48;
  private static final int COMMAND_HEAD = 2_048;
  private static final int MAX_STREAMS = 64;
  private static final int EXTENDED_MARK = 0xFF_FFFF;
  private static final int[] HEADER_SIZE = {11, 7, 3, 0};
  private static final int HEADER_MAX = 3 + 11 + 4;

  /** What is known of one chunk stream. */
  private static final class Lane {
    private final int id;
    private int length = -1;
    private int type;
    private boolean extended;
    private int got;
    private byte[] head = new byte[MEDIA_HEAD];
    private int keep;

    Lane(int id) {
      this.id = id;
    }
  }

  private final Sink sink;
  private final byte[] header = new byte[HEADER_MAX];
  private Lane[] lanes = new Lane[0];
  private int chunkSize = 128;
  private int headerBytes;
  private int headerNeed;
  private int basicBytes;
  private int format;
  private Lane lane;
  private int chunkLeft;

  ChunkSkimmer(Sink sink) {
    this.sink = sink;
  }

  /**
   * Takes bytes off the wire.
   *
   * @param in read to its end; stays the caller's
   * @throws RtmpException when this is no chunk stream
   */
  void feed(ByteBuf in) {
    while (in.isReadable()) {
      if (chunkLeft > 0) {
        skim(in);
      } else {
        header(in.readByte());
      }
    }
  }

  private void skim(ByteBuf in) {
    int some = Math.min(in.readableBytes(), chunkLeft);
    if (lane.got < lane.keep) {
      in.getBytes(in.readerIndex(), lane.head, lane.got, Math.min(some, lane.keep - lane.got));
    }
    in.skipBytes(some);
    lane.got += some;
    chunkLeft -= some;
    if (chunkLeft == 0) {
      endChunk();
    }
  }

  private void header(byte next) {
    header[headerBytes++] = next;
    if (headerBytes == 1) {
      format = (next >> 6) & 3;
      int low = next & 63;
      basicBytes = low == 0 ? 2 : low == 1 ? 3 : 1;
      headerNeed = basicBytes + HEADER_SIZE[format];
    }
    if (headerBytes == basicBytes) {
      lane = lane(chunkStreamId());
      if (format == 3 && lane.extended) {
        headerNeed += 4;
      }
    }
    if (format < 3 && headerBytes == basicBytes + 3 && medium(basicBytes) == EXTENDED_MARK) {
      headerNeed += 4;
    }
    if (headerBytes == headerNeed) {
      headerBytes = 0;
      beginChunk();
    }
  }

  private int chunkStreamId() {
    return switch (basicBytes) {
      case 1 -> header[0] & 63;
      case 2 -> 64 + (header[1] & 0xFF);
      default -> 64 + (header[1] & 0xFF) + ((header[2] & 0xFF) << 8);
    };
  }

  private Lane lane(int id) {
    for (Lane known : lanes) {
      if (known.id == id) {
        return known;
      }
    }
    if (lanes.length == MAX_STREAMS) {
      throw new RtmpException(RtmpError.TOO_MUCH_STATE, "more than 64 chunk streams");
    }
    lanes = Arrays.copyOf(lanes, lanes.length + 1);
    lanes[lanes.length - 1] = new Lane(id);
    return lanes[lanes.length - 1];
  }

  private void beginChunk() {
    if (format < 3) {
      lane.extended = medium(basicBytes) == EXTENDED_MARK;
      lane.got = 0;
    }
    if (format < 2) {
      lane.length = medium(basicBytes + 3);
      lane.type = header[basicBytes + 6] & 0xFF;
    }
    if (lane.length < 0) {
      throw new RtmpException(RtmpError.BAD_CHUNK, "chunk stream " + lane.id + " without a header");
    }
    if (lane.got == 0) {
      lane.keep = Math.min(lane.length, isCommand(lane.type) ? COMMAND_HEAD : MEDIA_HEAD);
      if (lane.keep > lane.head.length) {
        lane.head = new byte[lane.keep];
      }
    }
    chunkLeft = Math.min(lane.length - lane.got, chunkSize);
    if (chunkLeft == 0) {
      endChunk();
    }
  }

  private void endChunk() {
    if (lane.got == lane.length) {
      lane.got = 0;
      if (lane.type == MessageType.SET_CHUNK_SIZE && lane.length >= 4) {
        chunkSize = Math.max(1, integer(lane.head, 0) & Integer.MAX_VALUE);
      } else if (lane.type == MessageType.ABORT && lane.length >= 4) {
        lane(integer(lane.head, 0)).got = 0;
      } else {
        sink.onMessage(lane.type, lane.length, lane.head, lane.keep);
      }
    }
  }

  private static boolean isCommand(int type) {
    return type == MessageType.COMMAND_AMF0 || type == MessageType.COMMAND_AMF3;
  }

  private int medium(int at) {
    return (header[at] & 0xFF) << 16 | (header[at + 1] & 0xFF) << 8 | (header[at + 2] & 0xFF);
  }

  /** Four bytes, most significant first. */
  static int integer(byte[] bytes, int at) {
    return bytes[at] << 24
        | (bytes[at + 1] & 0xFF) << 16
        | (bytes[at + 2] & 0xFF) << 8
        | (bytes[at + 3] & 0xFF);
  }
}
