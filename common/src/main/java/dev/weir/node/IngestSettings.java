package dev.weir.node;

import java.time.Duration;

/**
 * What an origin grants publishers.
 *
 * @param resumeWindow how long a stream waits for a publisher that dropped out; zero: not at all
 * @param claimWait how long a publisher waits for a stream whose owner does not answer
 */
public record IngestSettings(Duration resumeWindow, Duration claimWait) {}
