/**
 * Play requests become subscribers: the same on an origin and on an edge.
 *
 * <p>It knows access, the stream resolver, and how a player's socket takes batches. It does not
 * know where a stream comes from.
 */
package dev.weir.egress;
