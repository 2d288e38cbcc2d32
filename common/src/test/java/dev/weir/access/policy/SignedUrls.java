package dev.weir.access.policy;

import dev.weir.access.AccessRequest;
import dev.weir.access.HmacSecret;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Whoever signs URLs, for tests. */
final class SignedUrls {
  static final String[] FIELDS = {"exp", "nbf", "end", "ip", "priority", "kid"};

  private SignedUrls() {}

  /** The name with its query. */
  static String sign(
      String secret, AccessRequest.Action action, String app, String name, String... pairs) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      fields.put(pairs[i], pairs[i + 1]);
    }
    StringBuilder text = new StringBuilder("weir-1\n");
    text.append(action.name().toLowerCase(Locale.ROOT)).append('\n');
    text.append(app).append('\n').append(name).append('\n');
    for (String field : FIELDS) {
      text.append(fields.getOrDefault(field, "")).append('\n');
    }
    fields.put("sig", new HmacSecret(secret).sign(text.toString()));
    return app
        + "/"
        + name
        + fields.entrySet().stream()
            .map(field -> field.getKey() + "=" + field.getValue())
            .collect(Collectors.joining("&", "?", ""));
  }
}
