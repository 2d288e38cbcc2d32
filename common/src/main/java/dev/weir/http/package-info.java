/**
 * The node's HTTP server: health, metrics, the read-only JSON API that answers for the whole
 * cluster from any node, and the question that nodes ask each other for it over the event bus.
 *
 * <p>It does not know where streams and sessions live or what the registry is: it is handed
 * snapshots as JSON, readiness as a map, and the ids of the nodes to ask. Media routes are handed
 * to it as well.
 */
package dev.weir.http;
