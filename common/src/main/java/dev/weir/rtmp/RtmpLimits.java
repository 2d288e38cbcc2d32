package dev.weir.rtmp;

/**
 * What one peer may cost. Every length that comes off the wire is checked against these before
 * anything is allocated, and buffers grow with the bytes that arrived, never with the length that
 * was announced.
 *
 * @param mediaMessageBytes longest audio, video or aggregate message; 8 MiB, since 4K key frames
 *     pass 1 MiB
 * @param commandMessageBytes longest command or control message
 * @param dataMessageBytes longest data (metadata) message
 * @param preConnectMessageBytes longest message of any type before {@code connect} was accepted
 * @param chunkStreams open chunk streams; past it the longest idle one is forgotten
 * @param partialMessages messages begun and not finished, over all chunk streams
 * @param partialBytes bytes held in unfinished messages
 * @param messageStreams message streams a peer may create; OBS multi-output uses several
 * @param heldMediaBytes media kept while a publish request waits for its answer
 * @param amf bounds of AMF decoding
 * @param smallChunksPerSecond chunks of fewer than 64 payload bytes a second (a chunk size of 1
 *     multiplies CPU)
 * @param controlsPerSecond control messages a second, with a burst of ten times this
 * @param commandsPerSecond commands a second, with a burst of four times this
 * @param handshakeMillis from accept to the end of the handshake; absolute, bytes do not extend it
 * @param connectMillis from there to {@code connect}
 * @param roleMillis from there to {@code publish} or {@code play}
 * @param firstMediaMillis from Publish.Start to the first media message
 * @param idleMillis between two messages of a publisher
 */
public record RtmpLimits(
    int mediaMessageBytes,
    int commandMessageBytes,
    int dataMessageBytes,
    int preConnectMessageBytes,
    int chunkStreams,
    int partialMessages,
    int partialBytes,
    int messageStreams,
    int heldMediaBytes,
    Amf amf,
    int smallChunksPerSecond,
    int controlsPerSecond,
    int commandsPerSecond,
    int handshakeMillis,
    int connectMillis,
    int roleMillis,
    int firstMediaMillis,
    int idleMillis) {

  /** The values of the reference table; nothing in the field needs more. */
  public static final RtmpLimits DEFAULT =
      new RtmpLimits(
          8 << 20,
          64 << 10,
          256 << 10,
          16 << 10,
          64,
          8,
          16 << 20,
          8,
          1 << 20,
          Amf.DEFAULT,
          50_000,
          100,
          50,
          5_000,
          5_000,
          10_000,
          20_000,
          30_000);

  /** The same with another pace of commands. */
  public RtmpLimits withCommandsPerSecond(int commands) {
    return with(commands, firstMediaMillis, idleMillis);
  }

  /** The same with other patience for publishers, in milliseconds. */
  public RtmpLimits withMediaTimeouts(int firstMedia, int idle) {
    return with(commandsPerSecond, firstMedia, idle);
  }

  private RtmpLimits with(int commands, int firstMedia, int idle) {
    return new RtmpLimits(
        mediaMessageBytes,
        commandMessageBytes,
        dataMessageBytes,
        preConnectMessageBytes,
        chunkStreams,
        partialMessages,
        partialBytes,
        messageStreams,
        heldMediaBytes,
        amf,
        smallChunksPerSecond,
        controlsPerSecond,
        commands,
        handshakeMillis,
        connectMillis,
        roleMillis,
        firstMedia,
        idle);
  }

  /**
   * Bounds of AMF decoding, AMF0 and AMF3 alike.
   *
   * @param depth nesting of objects and arrays
   * @param properties properties of one object
   * @param nodes values in one message, over all levels
   * @param stringBytes longest string
   */
  public record Amf(int depth, int properties, int nodes, int stringBytes) {
    public static final Amf DEFAULT = new Amf(16, 1_000, 5_000, 64 << 10);
  }
}
