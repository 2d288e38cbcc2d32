package dev.weir.rtmp;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An application or stream name as peers send it, divided from the query that credentials travel
 * in.
 *
 * @param path the name, without what clients put around it
 * @param query what followed the first question mark, without it; empty when there was none
 */
public record RtmpName(String path, String query) {
  private static final int MAX_PARAMETERS = 64;

  /** An app: {@code live?token=x}, {@code live/}, {@code live/_definst_}, {@code /live}. */
  public static RtmpName ofApp(String app) {
    RtmpName split = split(app);
    String path = trimSlashes(split.path);
    if (path.endsWith("/_definst_")) {
      path = trimSlashes(path.substring(0, path.length() - "/_definst_".length()));
    }
    return new RtmpName(path, split.query);
  }

  /** A stream: {@code key?token=x}; VLC and ffmpeg put {@code mp4:} or {@code flv:} before it. */
  public static RtmpName ofStream(String name) {
    RtmpName split = split(name);
    String path = trimSlashes(split.path);
    if (path.startsWith("mp4:") || path.startsWith("flv:")) {
      path = path.substring(4);
    }
    return new RtmpName(path, split.query);
  }

  /**
   * The query's parameters in order, undecoded; the first of a name counts, and no more than 64 are
   * read.
   */
  public Map<String, String> parameters() {
    Map<String, String> found = new LinkedHashMap<>();
    for (String pair : query.split("&", MAX_PARAMETERS + 1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      if (!name.isEmpty() && found.size() < MAX_PARAMETERS) {
        found.putIfAbsent(name, equals < 0 ? "" : pair.substring(equals + 1));
      }
    }
    return found;
  }

  private static RtmpName split(String text) {
    int mark = text.indexOf('?');
    return mark < 0
        ? new RtmpName(text, "")
        : new RtmpName(text.substring(0, mark), text.substring(mark + 1));
  }

  private static String trimSlashes(String path) {
    int from = 0;
    int to = path.length();
    while (from < to && path.charAt(from) == '/') {
      from++;
    }
    while (to > from && path.charAt(to - 1) == '/') {
      to--;
    }
    return path.substring(from, to);
  }
}
