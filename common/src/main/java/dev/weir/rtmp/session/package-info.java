/**
 * One RTMP connection as a state machine without a socket: {@link
 * dev.weir.rtmp.session.ServerSession} and {@link dev.weir.rtmp.session.ClientSession}.
 *
 * <p>Bytes go in with {@code receive}, events come out of {@code pollEvent}, bytes to send out of
 * {@code pollOutput}. Publish and play arrive as requests: the session waits for accept or reject,
 * and that gap is where access checks and registries live. The clock is an argument. A session does
 * not know sockets, threads, streams of other connections or who may do what.
 *
 * <pre>
 * session.receive(bytes, now);
 * for (ServerEvent e; (e = session.pollEvent()) != null; ) e.dispatch(handler);
 * for (ByteBuf out; (out = session.pollOutput()) != null; ) send(out);
 * </pre>
 */
package dev.weir.rtmp.session;
