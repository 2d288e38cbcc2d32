package dev.weir.transport;

import dev.weir.rtmp.session.SessionSettings;

/**
 * How a listener listens.
 *
 * @param host address to bind
 * @param port 0 for any free one
 * @param backlog connections that the kernel may hold before accept
 * @param loops event loops that connections are spread over
 * @param maxConnections over all addresses
 * @param maxPerAddress from one address; 0 for no limit
 * @param maxPending that have not finished connect
 * @param session what each session is made with
 */
public record ListenerSettings(
    String host,
    int port,
    int backlog,
    int loops,
    int maxConnections,
    int maxPerAddress,
    int maxPending,
    SessionSettings session) {}
