/**
 * Sockets: a listener, a dialer, and the pumps that carry bytes between a socket and a session.
 *
 * <p>The only package that names Netty's channels and Vert.x's internals. It knows when to read,
 * write, flush, time out and close. It does not know what a publish or a play leads to; that is its
 * handlers' business.
 */
package dev.weir.transport;
