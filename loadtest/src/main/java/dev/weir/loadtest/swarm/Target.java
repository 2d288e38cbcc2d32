package dev.weir.loadtest.swarm;

import dev.weir.rtmp.RtmpUrl;
import java.net.InetSocketAddress;

/**
 * A URL with its address, which was looked up once so that thousands of connections need not.
 *
 * @param url of a stream
 * @param remote resolved
 */
public record Target(RtmpUrl url, InetSocketAddress remote) {
  /**
   * Looks up the address; may block.
   *
   * @throws IllegalArgumentException with a sentence when there is none
   */
  public static Target of(RtmpUrl url) {
    InetSocketAddress remote = new InetSocketAddress(url.host(), url.port());
    if (remote.isUnresolved()) {
      throw new IllegalArgumentException("no address for " + url.host());
    }
    return new Target(url, remote);
  }

  /** The same server and application with another stream's name. */
  public Target named(String name) {
    return new Target(RtmpUrl.parse(url.tcUrl() + "/" + name), remote);
  }

  /** As in {@code host:1935}. */
  public String where() {
    return url.host() + ":" + url.port();
  }
}
