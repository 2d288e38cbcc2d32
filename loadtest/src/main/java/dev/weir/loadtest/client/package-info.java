/**
 * RTMP clients that behave like real ones: a publisher that loops a file in real time, and a player
 * that hands over what it gets.
 *
 * <p>All of it runs on an event loop and on timers. It does not know consoles or processes.
 */
package dev.weir.loadtest.client;
