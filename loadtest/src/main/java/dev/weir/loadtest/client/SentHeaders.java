package dev.weir.loadtest.client;

import io.netty.buffer.ByteBuf;
import java.util.HashMap;
import java.util.Map;

/**
 * What a connection's server knows already: metadata and decoder configurations are sent once, and
 * again only when they changed. An encoder does not repeat them, and some players start over when
 * they come again.
 */
final class SentHeaders {
  /** Bounded by the track ids, of which there are 256, and the few packet types of headers. */
  private final Map<Place, ByteBuf> last = new HashMap<>();

  private record Place(int type, int track, int packetType) {}

  /** Whether the unit has to be sent; always true for what is no header. */
  boolean isNews(MediaUnit unit) {
    if (unit.kind() != MediaUnit.Kind.HEADER && unit.kind() != MediaUnit.Kind.METADATA) {
      return true;
    }
    Place place = new Place(unit.type(), unit.track(), packetType(unit));
    return !unit.body().equals(last.put(place, unit.body()));
  }

  /** Enough to tell a configuration from color information or a channel layout. */
  private static int packetType(MediaUnit unit) {
    boolean metadata = unit.kind() == MediaUnit.Kind.METADATA;
    return metadata || !unit.body().isReadable() ? -1 : unit.body().getByte(0) & 0x0F;
  }
}
