package dev.weir.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Pattern;

/** Addresses that begin alike, in CIDR notation: {@code 10.0.0.0/8}, {@code fd00::/8}. */
public final class AddressRange {
  private static final Pattern BITS = Pattern.compile("\\d{1,3}");
  private static final int MAPPED_BITS = 96;

  private final byte[] network;
  private final int bits;

  private AddressRange(byte[] network, int bits) {
    this.network = network;
    this.bits = bits;
  }

  /**
   * Reads a range.
   *
   * @param text an address for itself alone, or with the number of bits that count after a slash;
   *     the bits that do not count may be anything
   */
  public static Optional<AddressRange> parse(String text) {
    int slash = text.indexOf('/');
    String host = slash < 0 ? text : text.substring(0, slash);
    Optional<byte[]> address = IpAddress.bytes(host);
    if (address.isEmpty() || host.indexOf('%') >= 0) {
      return Optional.empty();
    }
    int width = address.get().length * 8;
    int bits = width;
    if (slash >= 0) {
      String written = text.substring(slash + 1);
      if (!BITS.matcher(written).matches()) {
        return Optional.empty();
      }
      boolean mapped = host.indexOf(':') >= 0 && width == 32;
      bits = Integer.parseInt(written) - (mapped ? MAPPED_BITS : 0);
    }
    return bits < 0 || bits > width
        ? Optional.empty()
        : Optional.of(new AddressRange(masked(address.get(), bits), bits));
  }

  /** Whether an address in text is in one of the ranges; what is no address is in none. */
  public static boolean anyContains(Collection<AddressRange> ranges, String host) {
    if (ranges.isEmpty()) {
      return false;
    }
    Optional<byte[]> address = IpAddress.bytes(host);
    return address.isPresent() && ranges.stream().anyMatch(range -> range.contains(address.get()));
  }

  /**
   * Whether an address is in this range; one of the other IP version never is.
   *
   * @param address 4 or 16 bytes
   */
  public boolean contains(byte[] address) {
    return address.length == network.length && Arrays.equals(masked(address, bits), network);
  }

  private static byte[] masked(byte[] address, int bits) {
    byte[] masked = address.clone();
    for (int i = 0; i < masked.length; i++) {
      int kept = Math.max(0, Math.min(8, bits - i * 8));
      masked[i] = (byte) (masked[i] & (0xFF00 >> kept));
    }
    return masked;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AddressRange range
        && range.bits == bits
        && Arrays.equals(range.network, network);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(network) * 31 + bits;
  }

  @Override
  public String toString() {
    try {
      return InetAddress.getByAddress(network).getHostAddress() + "/" + bits;
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // it has 4 or 16 bytes
    }
  }
}
