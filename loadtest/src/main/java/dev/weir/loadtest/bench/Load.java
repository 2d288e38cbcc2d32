package dev.weir.loadtest.bench;

import dev.weir.loadtest.swarm.Feed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * What all benches are told.
 *
 * @param feed what is published
 * @param streams how many times
 * @param seconds how long is measured
 * @param warmUp for how long players play before that, for the server's compiler
 * @param ramp players a second
 * @param settings of Weir's nodes, as environment variables
 * @param out directory for files
 */
record Load(
    Feed feed,
    int streams,
    Duration seconds,
    Duration warmUp,
    int ramp,
    Map<String, String> settings,
    Path out) {
  private static final Duration SETTLE = Duration.ofSeconds(3);

  /** How long players play until the bursts of their beginning are over. */
  Duration settle() {
    return seconds.compareTo(SETTLE) < 0 ? seconds : SETTLE;
  }

  /** Name of a stream, by a player's or publisher's index. */
  String stream(int index) {
    return streams == 1 ? Server.STREAM : Server.STREAM + index % streams;
  }

  /** As a line for the user. */
  String words() {
    String nodes = settings.isEmpty() ? "" : ", nodes with " + settings;
    return "%d kbit/s, %d fps, key frame every %d, %d stream%s, %d s warm-up, %d s measured%s"
        .formatted(
            feed.kbps(),
            feed.fps(),
            feed.gop(),
            streams,
            streams == 1 ? "" : "s",
            warmUp.toSeconds(),
            seconds.toSeconds(),
            nodes);
  }
}
