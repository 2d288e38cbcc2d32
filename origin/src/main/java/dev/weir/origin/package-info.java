/**
 * The origin: accepts publishers, owns their streams in the cluster, and serves them to edges and
 * players.
 *
 * <p>It does not know edges as such; an edge is a player with a name.
 */
package dev.weir.origin;
