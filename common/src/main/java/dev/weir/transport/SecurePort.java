package dev.weir.transport;

import dev.weir.tls.Certificates;

/**
 * Where a listener takes RTMP inside TLS.
 *
 * @param host address to bind
 * @param port 0 for any free one
 * @param certificates what is shown to clients
 * @param handshakeMillis for a client to agree on keys, from the moment that it is accepted
 */
public record SecurePort(String host, int port, Certificates certificates, int handshakeMillis) {}
