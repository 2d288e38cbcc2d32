package dev.weir.loadtest.swarm;

import dev.weir.media.AudioTagHeader;
import dev.weir.media.FourCc;
import dev.weir.media.VideoTagHeader;
import dev.weir.rtmp.message.MessageType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** The codecs of a stream, by the first message of each kind that tells one. */
public final class Codecs {
  private FourCc video = FourCc.NONE;
  private FourCc audio = FourCc.NONE;

  /** As in {@code avc1}; {@code none} until a picture came. */
  public String video() {
    return video.label();
  }

  /** As in {@code mp4a}; {@code none} until a sound came. */
  public String audio() {
    return audio.label();
  }

  /** Takes a message; costs next to nothing once both are known. */
  void see(int type, byte[] head, int kept) {
    if (type == MessageType.VIDEO && video == FourCc.NONE) {
      ByteBuf body = Unpooled.wrappedBuffer(head, 0, kept);
      FourCc codec = VideoTagHeader.parse(body).codec();
      video = codec == FourCc.UNKNOWN ? FourCc.NONE : codec;
    } else if (type == MessageType.AUDIO && audio == FourCc.NONE) {
      ByteBuf body = Unpooled.wrappedBuffer(head, 0, kept);
      FourCc codec = AudioTagHeader.parse(body).codec();
      audio = codec == FourCc.UNKNOWN ? FourCc.NONE : codec;
    }
  }
}
