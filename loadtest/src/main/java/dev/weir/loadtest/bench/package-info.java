/**
 * Benches: what it costs to serve players, and what slow and many players do to the others. Servers
 * run as processes, pinned where the machine allows; the swarm is the load; a table, a plot and a
 * JSON file are the result.
 *
 * <p>It does not know how a node works inside: all figures are those that any server has.
 */
package dev.weir.loadtest.bench;
