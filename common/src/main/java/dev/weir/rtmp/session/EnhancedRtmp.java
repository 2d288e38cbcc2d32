package dev.weir.rtmp.session;

import dev.weir.amf.AmfValue;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What peers tell of Enhanced RTMP, in connect and in the answer to it (E-RTMP v2, "Enhancing
 * NetConnection connect Command").
 */
public final class EnhancedRtmp {
  /** Bit of {@code capsEx}: goes on elsewhere when it is asked to. */
  private static final int RECONNECT = 1;

  /** All four bits: reconnect, multitrack, ModEx, nanosecond offsets; bodies pass untouched. */
  private static final int EVERYTHING = 15;

  /** Value of an info map: the codec is not looked into, only passed on. */
  private static final int CAN_FORWARD = 4;

  private static final String CAPABILITIES = "capsEx";
  private static final String FOUR_CC_LIST = "fourCcList";
  private static final String VIDEO_MAP = "videoFourCcInfoMap";
  private static final String AUDIO_MAP = "audioFourCcInfoMap";

  private EnhancedRtmp() {}

  /** The properties by which we announce that we forward every codec and obey reconnect. */
  public static Map<String, AmfValue> announcement() {
    Map<String, AmfValue> properties = new LinkedHashMap<>();
    properties.put(VIDEO_MAP, AmfValue.object("*", CAN_FORWARD));
    properties.put(AUDIO_MAP, AmfValue.object("*", CAN_FORWARD));
    properties.put(CAPABILITIES, AmfValue.of(EVERYTHING));
    return properties;
  }

  /** Whether a peer with these properties knows of Enhanced RTMP at all. */
  static boolean spokenBy(Map<String, AmfValue> properties) {
    return properties.keySet().stream().anyMatch(EnhancedRtmp::isOurs);
  }

  /** Whether a peer with these properties goes on elsewhere when it is asked to. */
  static boolean reconnects(Map<String, AmfValue> properties) {
    // Red5 spells it CapsEx.
    return properties.entrySet().stream()
        .filter(property -> property.getKey().equalsIgnoreCase(CAPABILITIES))
        .anyMatch(property -> ((int) property.getValue().asNumber(0) & RECONNECT) != 0);
  }

  private static boolean isOurs(String name) {
    return name.equalsIgnoreCase(CAPABILITIES)
        || name.equalsIgnoreCase(FOUR_CC_LIST)
        || name.equalsIgnoreCase(VIDEO_MAP)
        || name.equalsIgnoreCase(AUDIO_MAP);
  }
}
