package dev.weir.stream;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a live stream inside the cluster: an application and a name in it, as in {@code
 * live/demo}.
 *
 * <p>Both come from strangers and end up in map keys, log lines and paths, so only an allow-list
 * passes: letters, digits, dot, underscore and hyphen, 1 to 128 of them; an application may have
 * several such parts divided by slashes.
 *
 * @param app application, such as {@code live} or {@code live/room1}; at most 256 characters
 * @param name stream name in it; at most 128 characters
 */
public record StreamKey(String app, String name) {
  private static final Pattern PART = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._-]{1,128}");
  private static final int APP_MAX = 256;

  public StreamKey {
    if (!isApp(app) || !isName(name)) {
      throw new IllegalArgumentException("not a stream key");
    }
  }

  /** The key, or empty when either part is not on the allow-list. */
  public static Optional<StreamKey> of(String app, String name) {
    return isApp(app) && isName(name) ? Optional.of(new StreamKey(app, name)) : Optional.empty();
  }

  /** Reads what {@link #toString()} wrote; empty when it is not a key. */
  public static Optional<StreamKey> parse(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? Optional.empty() : of(path.substring(0, slash), path.substring(slash + 1));
  }

  private static boolean isApp(String app) {
    if (app.length() > APP_MAX) {
      return false;
    }
    for (String part : app.split("/", -1)) {
      if (!PART.matcher(part).matches()) {
        return false;
      }
    }
    return true;
  }

  private static boolean isName(String name) {
    return PART.matcher(name).matches();
  }

  @Override
  public String toString() {
    return app + "/" + name;
  }
}
