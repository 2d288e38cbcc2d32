package dev.weir.node;

import java.time.Duration;

/**
 * What publishers are granted.
 *
 * @param resumeWindow how long a stream waits for a publisher that dropped out; zero: not at all
 * @param claimWait how long a publisher waits for a stream whose owner does not answer
 * @param bitsPerSecond how fast one may send; 0 for no limit
 */
public record IngestSettings(Duration resumeWindow, Duration claimWait, long bitsPerSecond) {}
