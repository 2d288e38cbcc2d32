package dev.weir.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** Addresses in text, read without ever asking a name server. */
public final class IpAddress {
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
  private static final int NETWORK_BYTES = 8;

  private IpAddress() {}

  /**
   * The bytes of an address: 4, or 16. An IPv4 address that is written as an IPv6 one ({@code
   * ::ffff:10.0.0.1}) gives 4; the zone of a link-local one is left out.
   *
   * @param text an address, without port or brackets
   * @return empty for what is none, such as a name
   */
  public static Optional<byte[]> bytes(String text) {
    int zone = text.indexOf('%');
    String bare = zone < 0 ? text : text.substring(0, zone);
    boolean address =
        IPV4.matcher(bare).matches()
            ? octets(bare)
            : bare.indexOf(':') >= 0 && IPV6.matcher(bare).matches();
    if (!address) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(bare).getAddress());
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  /**
   * What limits by address count as one: an IPv4 address, or the 64 bits of an IPv6 address that
   * name a network, in which its owner has any number of addresses.
   *
   * @param text an address; anything else stands for itself
   */
  public static String group(String text) {
    return bytes(text).map(IpAddress::group).orElse(text);
  }

  private static String group(byte[] address) {
    return address.length == 4
        ? (address[0] & 255)
            + "."
            + (address[1] & 255)
            + "."
            + (address[2] & 255)
            + "."
            + (address[3] & 255)
        : HexFormat.of().formatHex(Arrays.copyOf(address, NETWORK_BYTES)) + "/64";
  }

  /** Java would take 10.0.0.256 for a name. */
  private static boolean octets(String text) {
    return Arrays.stream(text.split("\\.")).allMatch(octet -> Integer.parseInt(octet) <= 255);
  }
}
