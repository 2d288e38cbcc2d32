package dev.weir.loadtest.swarm;

import dev.weir.amf.AmfValue;
import dev.weir.rtmp.message.MessageType;
import dev.weir.rtmp.message.StatusCode;
import java.net.InetSocketAddress;

/**
 * One player of the swarm. All methods are called on its event loop; {@link SwarmLoop} makes it.
 *
 * <p>Times are {@link System#nanoTime()} and 0 until the thing happened.
 */
public final class SwarmPlayer {
  private static final double PLAY = 3;
  private static final double PAUSE = 4;
  private static final int LIVE_OR_RECORDED = -2000;
  private static final int LEAST_READ = 1_400;
  private static final int BITS = 8;
  private static final long NANOS = 1_000_000_000;

  private final SwarmConnection connection;
  private final String name;
  private final PlayerStyle style;
  private final PlayerListener listener;
  private final SwarmLoop loop;
  private final Codecs codecs = new Codecs();
  private final Sight sight;

  private int streamId;
  private String startCode = "";
  private long askedNanos;
  private long firstMediaNanos;
  private long firstKeyFrameNanos;
  private long heldNanos;
  private long goneNanos;
  private long windowBytes;
  private long windowFrames;
  private long secondBytes;
  private boolean wholeSecond;
  private long readNanos;
  private boolean overlap;

  /**
   * @param name of the stream
   * @param sight what a viewer saw before, if this goes on for one; else a new one
   * @param overlap whether it is what a viewer saw before
   */
  SwarmPlayer(
      SwarmConnection connection,
      String name,
      PlayerStyle style,
      PlayerListener listener,
      SwarmLoop loop,
      Sight sight,
      boolean overlap) {
    this.connection = connection;
    this.name = name;
    this.style = style;
    this.listener = listener;
    this.loop = loop;
    this.sight = sight;
    this.overlap = overlap;
  }

  /** Asks for the stream as soon as the connection is ready. */
  void start() {
    connection.take(new Seat());
  }

  /** Over which it plays. */
  public SwarmConnection connection() {
    return connection;
  }

  /** Of the stream, with its query. */
  public String name() {
    return name;
  }

  /** How it reads. */
  public PlayerStyle style() {
    return style;
  }

  /** What its viewer saw; another player may go on with it when this one is gone. */
  public Sight sight() {
    return sight;
  }

  /** Of the stream, as its first messages tell. */
  public Codecs codecs() {
    return codecs;
  }

  /** As in {@code NetStream.Play.Start}; empty until play was granted. */
  public String startCode() {
    return startCode;
  }

  /** When its connection was told to connect. */
  public long openedNanos() {
    return connection.openedNanos();
  }

  /** When it asked for the stream. */
  public long askedNanos() {
    return askedNanos;
  }

  /** When the first audio or video message came. */
  public long firstMediaNanos() {
    return firstMediaNanos;
  }

  /** When the first picture to start at came. */
  public long firstKeyFrameNanos() {
    return firstKeyFrameNanos;
  }

  /** When a stalled one stopped to read. */
  public long heldNanos() {
    return heldNanos;
  }

  /** When the connection ended. */
  public long goneNanos() {
    return goneNanos;
  }

  /** Whether the connection ended. */
  public boolean isGone() {
    return connection.isGone();
  }

  /** Whether media came and the connection is open. */
  public boolean isPlaying() {
    return firstMediaNanos != 0 && !isGone();
  }

  /** Bytes that the connection received. */
  public long bytes() {
    return connection.bytes();
  }

  /** Our end's TCP port, 0 without a connection. */
  public int localPort() {
    return connection.channel() != null
            && connection.channel().localAddress() instanceof InetSocketAddress local
        ? local.getPort()
        : 0;
  }

  /** Asks the server to stop sending, or to go on; {@link PlayerListener#onPaused} hears of it. */
  public void pause(boolean paused) {
    if (isPlaying()) {
      sight.rest();
      AmfValue flag = AmfValue.of(paused);
      connection.command(streamId, "pause", PAUSE, AmfValue.NULL, flag, AmfValue.of(0));
    }
  }

  /** Leaves. */
  public void leave() {
    connection.end("left");
  }

  void beginWindow() {
    windowBytes = bytes();
    windowFrames = sight.frames();
  }

  long bytesInWindow() {
    return bytes() - windowBytes;
  }

  long framesInWindow() {
    return sight.frames() - windowFrames;
  }

  /** Begins another second; bytes of the last one, or -1 when it did not play for all of it. */
  long takeSecond() {
    long inSecond = bytes() - secondBytes;
    boolean whole = wholeSecond && isPlaying();
    secondBytes = bytes();
    wholeSecond = isPlaying();
    return whole ? inSecond : -1;
  }

  /** For a slow one: reads what time has granted since the last read. */
  void readSome(long nowNanos) {
    if (readNanos == 0 || isGone()) {
      return;
    }
    long granted = (nowNanos - readNanos) * (style.kbps() * 1000L / BITS) / NANOS;
    if (granted >= LEAST_READ) {
      readNanos = nowNanos;
      connection.receive().limit((int) Math.min(granted, Integer.MAX_VALUE));
      connection.channel().read();
    }
  }

  private void onVideo(byte[] head, int kept) {
    long now = System.nanoTime();
    boolean keyFrame = isKeyFrame(head, kept);
    boolean first = keyFrame && firstKeyFrameNanos == 0;
    if (keyFrame && heldNanos == 0) {
      hold(now);
    }
    overlap = sight.picture(head, kept, keyFrame, askedNanos, now, overlap);
    if (first) {
      firstKeyFrameNanos = now;
      listener.onFirstKeyFrame(this);
    }
  }

  /** Reads no longer by itself, unless it is healthy. */
  private void hold(long now) {
    if (style.kind() != PlayerStyle.Kind.HEALTHY) {
      connection.channel().config().setAutoRead(false);
      heldNanos = now;
      readNanos = style.kind() == PlayerStyle.Kind.SLOW ? now : 0;
    }
  }

  /** A picture to start at, no configuration: AVC's tag header, or that of Enhanced RTMP. */
  private static boolean isKeyFrame(byte[] head, int kept) {
    if (kept < 2 || (head[0] & 0x70) != 0x10) {
      return false;
    }
    int enhancedType = head[0] & 0x0F;
    return head[0] < 0 ? enhancedType == 1 || enhancedType == 3 : head[1] == 1;
  }

  /** What the connection tells. */
  private final class Seat implements SwarmConnection.Part {
    @Override
    public void onStream(int id) {
      streamId = id;
      askedNanos = System.nanoTime();
      AmfValue start = AmfValue.of(LIVE_OR_RECORDED);
      connection.command(id, "play", PLAY, AmfValue.NULL, AmfValue.of(name), start);
    }

    @Override
    public void onStatus(String code) {
      if (code.equals(StatusCode.PLAY_UNPUBLISH_NOTIFY.code())
          || code.equals(StatusCode.PLAY_STOP.code())) {
        connection.end("the stream ended");
      } else if (code.equals(StatusCode.PLAY_START.code())) {
        startCode = code;
      } else if (code.equals(StatusCode.PAUSE_NOTIFY.code())
          || code.equals(StatusCode.UNPAUSE_NOTIFY.code())) {
        listener.onPaused(SwarmPlayer.this, code);
      }
    }

    @Override
    public void onMedia(int type, int length, byte[] head, int kept) {
      codecs.see(type, head, kept);
      if (firstMediaNanos == 0) {
        firstMediaNanos = System.nanoTime();
        listener.onFirstMedia(SwarmPlayer.this);
      }
      if (type == MessageType.VIDEO) {
        onVideo(head, kept);
      }
    }

    @Override
    public void onReconnectRequest(String tcUrl) {
      listener.onReconnectRequest(SwarmPlayer.this, tcUrl);
    }

    @Override
    public void onGone(String reason) {
      goneNanos = System.nanoTime();
      loop.onGone(SwarmPlayer.this, reason);
      listener.onGone(SwarmPlayer.this, reason);
    }
  }
}
