package dev.weir.http;

import java.time.Duration;
import java.util.Optional;

/** The node's drain, for the API. Called on event loops; answers at once. */
public interface DrainControl {
  /**
   * Begins; nothing when it has begun.
   *
   * @param deadline from now to the end of the process; empty for the setting's
   */
  void begin(Optional<Duration> deadline);

  /** How far it is; empty before it began. */
  Optional<DrainState> state();
}
