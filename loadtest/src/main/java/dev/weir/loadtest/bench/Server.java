package dev.weir.loadtest.bench;

import dev.weir.rtmp.RtmpUrl;
import java.util.concurrent.CompletableFuture;

/** A server under test, running. */
interface Server extends AutoCloseable {
  /** Application and stream of the benches. */
  String STREAM = "live/bench";

  /** Name of the one that this is all about. */
  String WEIR = "weir";

  /** As in {@code nginx-rtmp}. */
  String name();

  /** Where the publisher goes. */
  RtmpUrl publishUrl(String stream);

  /** Where players go. */
  RtmpUrl playUrl(String stream);

  /** The process that serves players. */
  long processId();

  /** Done or failed when it ends by itself. */
  CompletableFuture<?> death();

  /** Stops it; blocks until it has ended. */
  @Override
  void close();
}
