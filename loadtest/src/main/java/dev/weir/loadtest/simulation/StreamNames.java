package dev.weir.loadtest.simulation;

import dev.weir.rtmp.RtmpUrl;

/** Names of streams that a load test makes from one URL. */
public final class StreamNames {
  private StreamNames() {}

  /**
   * The name in a URL for the only stream, and names that begin so for several.
   *
   * @param index of a player or publisher
   * @return with the URL's query, where keys are
   */
  public static String of(String url, int streams, long index) {
    String name = RtmpUrl.parse(url).name();
    if (streams == 1) {
      return name;
    }
    int mark = name.indexOf('?');
    String query = mark < 0 ? "" : name.substring(mark);
    String path = mark < 0 ? name : name.substring(0, mark);
    return path + "-" + Math.floorMod(index, (long) streams) + query;
  }
}
