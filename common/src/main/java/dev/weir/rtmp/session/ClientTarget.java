package dev.weir.rtmp.session;

import dev.weir.amf.AmfValue;
import dev.weir.rtmp.RtmpUrl;
import dev.weir.rtmp.handshake.HandshakeScheme;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a client session is to do: publish or play one stream.
 *
 * @param role publish or play
 * @param app application, with its query
 * @param tcUrl URL without the stream
 * @param name stream name, with its query
 * @param handshake simple, or one of the digest schemes
 * @param properties further connect properties; kept few, since some ingest servers refuse what
 *     they do not know
 * @param introduction what it says once it is connected
 */
public record ClientTarget(
    Role role,
    String app,
    String tcUrl,
    String name,
    HandshakeScheme handshake,
    Map<String, AmfValue> properties,
    Introduction introduction) {
  /** See the record. */
  public enum Role {
    PUBLISH,
    PLAY
  }

  public ClientTarget {
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
  }

  /** The plain form: simple handshake, no further properties, nothing to say. */
  public static ClientTarget of(Role role, RtmpUrl url) {
    return new ClientTarget(
        role,
        url.app(),
        url.tcUrl(),
        url.name(),
        HandshakeScheme.SIMPLE,
        Map.of(),
        Introduction.NONE);
  }

  /** The same with one more connect property. */
  public ClientTarget with(String property, AmfValue value) {
    Map<String, AmfValue> more = new LinkedHashMap<>(properties);
    more.put(property, value);
    return new ClientTarget(role, app, tcUrl, name, handshake, more, introduction);
  }

  /** The same, announcing that we obey reconnect requests and forward every codec. */
  public ClientTarget enhanced() {
    Map<String, AmfValue> more = new LinkedHashMap<>(properties);
    more.putAll(EnhancedRtmp.announcement());
    return new ClientTarget(role, app, tcUrl, name, handshake, more, introduction);
  }

  /** The same with another handshake. */
  public ClientTarget with(HandshakeScheme scheme) {
    return new ClientTarget(role, app, tcUrl, name, scheme, properties, introduction);
  }

  /** The same with something to say. */
  public ClientTarget with(Introduction more) {
    return new ClientTarget(role, app, tcUrl, name, handshake, properties, more);
  }
}
