package dev.weir.loadtest.client;

/**
 * How a publisher does.
 *
 * @param publishing whether the server takes media now
 * @param bytes sent so far, over all connections
 * @param frames sent so far
 * @param skipped frames left out because the connection was too slow
 * @param rounds times the file was begun again, on this connection
 * @param connections that were granted
 */
public record PublisherStatus(
    boolean publishing, long bytes, long frames, long skipped, long rounds, int connections) {}
