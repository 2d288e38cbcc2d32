/**
 * A live stream inside one node: where frames come in once and go out to many.
 *
 * <p>A {@link dev.weir.stream.LiveStream} lives on one event loop. Its frames are encoded once a
 * flush into an {@link dev.weir.stream.EncodedBatch}, and reach the players of each event loop as
 * one task there. It does not know sockets, sessions, the cluster, or whether its source is a
 * publisher or another node.
 */
package dev.weir.stream;
