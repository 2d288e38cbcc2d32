package dev.weir.it;

import java.nio.file.Path;

/** How ffmpeg plays a stream and writes down each packet with its timestamps as they came. */
final class FrameHash {
  private FrameHash() {}

  static String[] arguments(String url, Path file) {
    return ("-hide_banner -nostats -loglevel warning -copyts -i "
            + url
            + " -map 0:v -map 0:a -c copy -f framehash "
            + file)
        .split(" ");
  }
}
