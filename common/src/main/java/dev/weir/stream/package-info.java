/**
 * A live stream inside one node: where frames come in once and go out to many.
 *
 * <p>A {@link dev.weir.stream.LiveStream} lives on one event loop. Its frames are encoded once a
 * flush into an {@link dev.weir.stream.EncodedBatch}, and reach the players of each event loop as
 * one task there. What it is fed by is a {@link dev.weir.stream.StreamSource}, and another one may
 * take over at a key frame without a player's noticing more than a gap. It does not know sockets,
 * sessions, the cluster, or whether its source is a publisher or another node.
 */
package dev.weir.stream;
