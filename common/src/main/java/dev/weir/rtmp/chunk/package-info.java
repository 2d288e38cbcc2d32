/**
 * RTMP 5.3: the chunk stream. Bytes become {@link dev.weir.rtmp.chunk.RawMessage}s and back.
 *
 * <p>It knows chunk headers, extended timestamps and reassembly. It does not know what a message
 * means, apart from how long a message of its type may be; chunk size and abort are told to it by
 * the layer above.
 *
 * <pre>
 * ChunkDecoder decoder = new ChunkDecoder(RtmpLimits.DEFAULT, allocator);
 * for (RawMessage m; (m = decoder.next(in)) != null; ) { ... m.release(); }
 * </pre>
 */
package dev.weir.rtmp.chunk;
