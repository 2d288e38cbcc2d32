package dev.weir.loadtest.gatling;

import dev.weir.loadtest.gatling.RtmpChecks.Type;
import io.gatling.javaapi.core.CheckBuilder;
import io.gatling.javaapi.core.internal.Expressions;

/** The words of the DSL, to be imported statically. */
public final class Rtmp {
  /** Begins a protocol, as in {@code rtmp.url("rtmp://host/live/name")}. */
  public static final RtmpProtocolBuilder.Unbound rtmp = new RtmpProtocolBuilder.Unbound();

  private Rtmp() {}

  /**
   * Begins an action.
   *
   * @param name under which it is reported; may have expressions, as in {@code #{name}}
   */
  public static RtmpRequest rtmp(String name) {
    return new RtmpRequest(Expressions.toStringExpression(name));
  }

  /** The last status code of the server, as in {@code NetStream.Play.Start}. */
  public static CheckBuilder.Find<String> statusCode() {
    return RtmpChecks.of(Type.STATUS, String.class, RtmpResponse::status);
  }

  /** Of a player, as in {@code avc1}; {@code none} when no picture came. */
  public static CheckBuilder.Find<String> videoCodec() {
    return RtmpChecks.of(Type.VIDEO_CODEC, String.class, RtmpResponse::videoCodec);
  }

  /** Of a player, as in {@code mp4a}; {@code none} when no sound came. */
  public static CheckBuilder.Find<String> audioCodec() {
    return RtmpChecks.of(Type.AUDIO_CODEC, String.class, RtmpResponse::audioCodec);
  }

  /** What a player received, or a publisher sent, while it was watched; kbit/s. */
  public static CheckBuilder.Find<Double> bitrateKbps() {
    return RtmpChecks.of(
        Type.BITRATE,
        Double.class,
        response -> Double.isNaN(response.kbps()) ? null : response.kbps());
  }
}
