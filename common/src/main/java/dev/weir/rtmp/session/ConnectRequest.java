package dev.weir.rtmp.session;

import dev.weir.amf.AmfValue;
import dev.weir.rtmp.RtmpName;
import dev.weir.rtmp.message.RtmpMessage;
import java.util.Map;

/**
 * What a peer said in connect.
 *
 * @param app application, cleaned, with its query
 * @param tcUrl the URL as sent, or empty
 * @param flashVersion the client's name for itself, or empty; for logs only
 * @param objectEncoding 3 when the client asked for AMF3, otherwise 0
 * @param properties everything in the command object
 * @param transaction to be echoed
 */
public record ConnectRequest(
    RtmpName app,
    String tcUrl,
    String flashVersion,
    int objectEncoding,
    Map<String, AmfValue> properties,
    double transaction) {

  private static final int AMF3 = 3;

  static ConnectRequest of(RtmpMessage.Command command) {
    // Surplus arguments behind the object are tolerated (SRS edges send one).
    Map<String, AmfValue> properties = command.argument(0).asProperties();
    String url = text(properties, "tcUrl");
    return new ConnectRequest(
        RtmpName.ofApp(text(properties, "app")),
        url.isEmpty() ? text(properties, "tcurl") : url,
        text(properties, "flashVer"),
        property(properties, "objectEncoding").asNumber(0) == AMF3 ? AMF3 : 0,
        properties,
        command.transaction());
  }

  /** A property, or {@link AmfValue#UNDEFINED}. */
  public AmfValue property(String name) {
    return property(properties, name);
  }

  /** Whether the client goes on elsewhere when it is asked to (E-RTMP v2, capsEx). */
  public boolean reconnects() {
    return EnhancedRtmp.reconnects(properties);
  }

  private static AmfValue property(Map<String, AmfValue> properties, String name) {
    return properties.getOrDefault(name, AmfValue.UNDEFINED);
  }

  private static String text(Map<String, AmfValue> properties, String name) {
    return property(properties, name).asText("");
  }
}
