/**
 * RTMP 5.4 and 7.1: what a message's body says. A {@link dev.weir.rtmp.chunk.RawMessage} becomes an
 * {@link dev.weir.rtmp.message.RtmpMessage} and back.
 *
 * <p>It knows bodies, AMF framing and status codes. It does not know states, roles or what an
 * answer should be.
 */
package dev.weir.rtmp.message;
