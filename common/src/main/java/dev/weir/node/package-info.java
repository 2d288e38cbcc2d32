/**
 * A node put together: what one client connection may lead to, what the node tells of itself, and
 * the order in which its parts start and stop.
 *
 * <p>It does not know which role the node has; an origin and an edge each bring a publish desk and
 * a stream resolver.
 */
package dev.weir.node;
