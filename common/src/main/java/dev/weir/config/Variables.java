package dev.weir.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The environment's {@code WEIR_*} variables, each of which must be a setting. */
final class Variables {
  private static final String PREFIX = "WEIR_";

  // Kubernetes sets NAME_SERVICE_HOST, NAME_PORT_1935_TCP and so on for every service of the
  // namespace; a service called weir or weir-something would keep every node from starting.
  private static final Pattern SERVICE_LINK =
      Pattern.compile(
          "WEIR_(\\w+_)?(SERVICE_HOST|SERVICE_PORT(_\\w+)?"
              + "|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");
  private static final Pattern SERVICE_ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

  private Variables() {}

  /** The settings that are in the environment, by key. */
  static Map<String, Given> read(Map<String, String> environment, Schema<?> schema) {
    Map<String, String> keys =
        schema.specs().values().stream()
            .collect(Collectors.toMap(SettingSpec::variable, SettingSpec::key));
    Map<String, Given> values = new LinkedHashMap<>();
    new TreeMap<>(environment)
        .forEach(
            (name, value) -> {
              if (keys.containsKey(name)) {
                values.put(keys.get(name), new Given(value, false, "the variable " + name));
              } else if (name.startsWith(PREFIX) && !isServiceLink(name, value)) {
                String nearest = NearestKey.to(name, keys.keySet());
                throw new ConfigException(
                    name,
                    "no such setting; the nearest variable is %s for %s"
                        .formatted(nearest, keys.get(nearest)));
              }
            });
    return values;
  }

  private static boolean isServiceLink(String name, String value) {
    return SERVICE_LINK.matcher(name).matches()
        || (name.endsWith("_PORT") && SERVICE_ADDRESS.matcher(value).matches());
  }
}
