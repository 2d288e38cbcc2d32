package dev.weir.loadtest.swarm;

import dev.weir.amf.AmfValue;
import dev.weir.rtmp.RtmpUrl;
import dev.weir.rtmp.message.MessageType;
import java.net.InetSocketAddress;

/**
 * One player of the swarm. All methods are called on its event loop; {@link SwarmLoop} opens it.
 *
 * <p>Times are {@link System#nanoTime()} and 0 until the thing happened.
 */
public final class SwarmPlayer extends SwarmConnection {
  private static final double PLAY = 3;
  private static final int LIVE_OR_RECORDED = -2000;
  private static final int LEAST_READ = 1_400;
  private static final int BITS = 8;
  private static final long NANOS = 1_000_000_000;

  private final PlayerStyle style;
  private final PlayerListener listener;
  private final SwarmLoop loop;
  private final SharedReceive receive;
  private final Tally tally;
  private final long openedNanos = System.nanoTime();

  private long firstMediaNanos;
  private long firstKeyFrameNanos;
  private long heldNanos;
  private long goneNanos;
  private long lastVideoNanos;
  private long lastNumber = -1;
  private long frames;
  private long windowBytes;
  private long windowFrames;
  private long readNanos;

  SwarmPlayer(
      RtmpUrl url,
      PlayerStyle style,
      PlayerListener listener,
      SwarmLoop loop,
      SharedReceive receive) {
    super(url);
    this.style = style;
    this.listener = listener;
    this.loop = loop;
    this.receive = receive;
    this.tally = loop.tally(style.kind());
  }

  /** How it reads. */
  public PlayerStyle style() {
    return style;
  }

  /** When it was told to connect. */
  public long openedNanos() {
    return openedNanos;
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

  /** Whether media came and the connection is open. */
  public boolean isPlaying() {
    return firstMediaNanos != 0 && !isGone();
  }

  /** Our end's TCP port, 0 without a connection. */
  public int localPort() {
    return channel() != null && channel().localAddress() instanceof InetSocketAddress local
        ? local.getPort()
        : 0;
  }

  /** Leaves. */
  public void leave() {
    end("left");
  }

  void beginWindow() {
    windowBytes = bytes();
    windowFrames = frames;
  }

  long bytesInWindow() {
    return bytes() - windowBytes;
  }

  long framesInWindow() {
    return frames - windowFrames;
  }

  /** How long the last picture is ago, in nanoseconds. */
  long silence(long nowNanos) {
    return lastVideoNanos == 0 ? 0 : nowNanos - lastVideoNanos;
  }

  /** For a slow one: reads what time has granted since the last read. */
  void readSome(long nowNanos) {
    if (readNanos == 0 || isGone()) {
      return;
    }
    long granted = (nowNanos - readNanos) * (style.kbps() * 1000L / BITS) / NANOS;
    if (granted >= LEAST_READ) {
      readNanos = nowNanos;
      receive.limit((int) Math.min(granted, Integer.MAX_VALUE));
      channel().read();
    }
  }

  @Override
  void onStep(Step step) {
    switch (step) {
      case TCP -> listener.onTcp(this);
      case HANDSHAKE -> listener.onHandshake(this);
      case CONNECTED -> listener.onConnected(this);
    }
  }

  @Override
  void onStream(int streamId) {
    command(
        streamId,
        "play",
        PLAY,
        AmfValue.NULL,
        AmfValue.of(url().name()),
        AmfValue.of(LIVE_OR_RECORDED));
  }

  @Override
  void onStatus(String code) {
    if (code.equals("NetStream.Play.UnpublishNotify") || code.equals("NetStream.Play.Stop")) {
      end("the stream ended");
    }
  }

  @Override
  void onMedia(int type, int length, byte[] head, int kept) {
    if (firstMediaNanos == 0) {
      firstMediaNanos = System.nanoTime();
      listener.onFirstMedia(this);
    }
    if (type == MessageType.VIDEO) {
      onVideo(head, kept);
    }
  }

  @Override
  void onGone(String reason) {
    goneNanos = System.nanoTime();
    loop.onGone(this, reason);
    listener.onGone(this, reason);
  }

  private void onVideo(byte[] head, int kept) {
    long now = System.nanoTime();
    boolean keyFrame = isKeyFrame(head, kept);
    if (keyFrame && firstKeyFrameNanos == 0) {
      firstKeyFrameNanos = now;
      listener.onFirstKeyFrame(this);
    }
    if (lastVideoNanos == 0) {
      hold(now);
    } else {
      tally.pause(now - lastVideoNanos);
    }
    lastVideoNanos = now;
    if (Stamp.isIn(head, kept)) {
      long number = Stamp.number(head);
      frames++;
      tally.frame(lastNumber, number, keyFrame, now - Stamp.nanos(head));
      lastNumber = number;
    }
  }

  /** Reads no longer by itself, unless it is healthy. */
  private void hold(long now) {
    if (style.kind() != PlayerStyle.Kind.HEALTHY) {
      channel().config().setAutoRead(false);
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
}
