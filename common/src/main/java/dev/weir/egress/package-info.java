/**
 * Play requests become subscribers: the same on an origin and on an edge, as long as the node has
 * room.
 *
 * <p>It knows access, the stream resolver, how a player's socket takes batches, and how much load
 * is too much. It does not know where a stream comes from, nor who measures.
 */
package dev.weir.egress;
