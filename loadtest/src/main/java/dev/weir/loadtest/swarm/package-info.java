/**
 * Many lean RTMP players on few event loops, and publishers whose frames carry a clock: the engine
 * of benches and load tests. A player's bytes are parsed as far as their headers and dropped.
 *
 * <p>It does not know whose server it plays from, nor consoles, processes and reports.
 */
package dev.weir.loadtest.swarm;
