package dev.weir.access.webhook;

import dev.weir.access.AddressRange;
import dev.weir.access.IpAddress;
import dev.weir.metrics.WebhookResult;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Where webhooks may be: on the public Internet, and at private addresses that the operator named,
 * or on this machine when the URL says so. A name that comes to stand for the metadata service of a
 * cloud, or for this machine, is not called.
 *
 * <p>The JDK remembers a name's addresses for a while, so the ones looked at here are those that
 * the connection is made to.
 */
final class WebhookTarget {
  /** What Java has no word for: shared, benchmark, reserved, unique local, NAT64, 6to4, Teredo. */
  private static final List<AddressRange> SPECIAL =
      List.of(
              "0.0.0.0/8",
              "100.64.0.0/10",
              "192.0.0.0/24",
              "198.18.0.0/15",
              "240.0.0.0/4",
              "fc00::/7",
              "64:ff9b::/96",
              "64:ff9b:1::/48",
              "2002::/16",
              "2001::/32",
              "::/96")
          .stream()
          .map(text -> AddressRange.parse(text).orElseThrow())
          .toList();

  /** Finds a host's addresses; may block. */
  interface Lookup {
    InetAddress[] addresses(String host) throws UnknownHostException;
  }

  private final List<AddressRange> named;
  private final Lookup lookup;

  /**
   * @param named private addresses that are allowed
   */
  WebhookTarget(List<AddressRange> named, Lookup lookup) {
    this.named = named;
    this.lookup = lookup;
  }

  /**
   * Looks a host up; blocks while it does.
   *
   * @throws WebhookException when it is unknown, or one of its addresses is forbidden
   */
  void check(String host) {
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    if (isThisMachine(bare)) {
      return;
    }
    InetAddress[] addresses;
    try {
      addresses = lookup.addresses(bare);
    } catch (UnknownHostException e) {
      throw new WebhookException(WebhookResult.UNREACHABLE, "the host name is unknown");
    }
    for (InetAddress address : addresses) {
      if (!isAllowed(address)) {
        throw new WebhookException(
            WebhookResult.TARGET,
            "its address " + address.getHostAddress() + " is private and not allowed");
      }
    }
  }

  /** Written out in the URL it is what the operator meant. */
  private static boolean isThisMachine(String host) {
    return host.equals("localhost")
        || host.equals("::1")
        || (host.startsWith("127.") && IpAddress.bytes(host).isPresent());
  }

  boolean isAllowed(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (named.stream().anyMatch(range -> range.contains(bytes))) {
      return true;
    }
    return !address.isLoopbackAddress()
        && !address.isLinkLocalAddress()
        && !address.isSiteLocalAddress()
        && !address.isAnyLocalAddress()
        && !address.isMulticastAddress()
        && SPECIAL.stream().noneMatch(range -> range.contains(bytes));
  }
}
