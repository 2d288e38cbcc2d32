package dev.weir.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A certificate for one server name.
 *
 * @param host in lower case
 * @param certificateFile path of the PEM file
 * @param keyFile path of its key
 */
public record SniEntry(String host, String certificateFile, String keyFile) {
  private static final int MAX = 64;
  private static final Pattern CERTIFICATE =
      Pattern.compile("([A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?)=([^\\p{Cntrl}]+)");

  /** Reads {@code host=certificate,key,host=certificate,key}; empty for none. */
  static List<SniEntry> list(String text) {
    List<SniEntry> entries = new ArrayList<>();
    Set<String> hosts = new HashSet<>();
    String[] parts = text.isEmpty() ? new String[0] : text.split(",", -1);
    if (parts.length > 2 * MAX) {
      throw new Refused("has more than " + MAX + " hosts");
    }
    for (int i = 0; i < parts.length; i += 2) {
      var certificate = CERTIFICATE.matcher(parts[i].strip());
      String key = i + 1 < parts.length ? parts[i + 1].strip() : "";
      if (!certificate.matches() || key.isEmpty()) {
        throw new Refused("is not a list of HOST=CERTIFICATE-FILE,KEY-FILE");
      }
      String host = certificate.group(1).toLowerCase(Locale.ROOT);
      if (!hosts.add(host)) {
        throw new Refused("has " + host + " twice");
      }
      entries.add(new SniEntry(host, certificate.group(3), key));
    }
    return List.copyOf(entries);
  }

  /** As it is read. */
  static String shown(List<?> entries) {
    return entries.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  @Override
  public String toString() {
    return host + "=" + certificateFile + "," + keyFile;
  }
}
