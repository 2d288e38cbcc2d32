package dev.weir.http;

import java.time.Duration;
import java.util.Optional;

/** The node's drain, for the API. Called on event loops; answers at once. */
public interface DrainControl {
  /**
   * Begins; when it has begun, only an earlier end counts.
   *
   * @param deadline from now to the end; empty for the setting's
   * @param stay the process stays then, not ready, until it gets a signal; otherwise it ends
   */
  void begin(Optional<Duration> deadline, boolean stay);

  /** How far it is; empty before it began. */
  Optional<DrainState> state();
}
