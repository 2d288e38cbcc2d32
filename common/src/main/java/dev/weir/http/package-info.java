/**
 * The node's HTTP server: health, metrics, the JSON API that answers for the whole cluster from any
 * node, and the question that nodes ask each other for it over the event bus. The API is for those
 * with a token; how much it lets them do is the token's scope.
 *
 * <p>It does not know where streams and sessions live or what the registry is: it is handed
 * snapshots as JSON, readiness as a map, the ids of the nodes to ask, and the store of stream keys.
 * Media routes are handed to it as well.
 */
package dev.weir.http;
