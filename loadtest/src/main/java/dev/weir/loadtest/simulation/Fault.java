package dev.weir.loadtest.simulation;

/**
 * One of the times that a server is disturbed.
 *
 * @param number from 1
 * @param server where most publishers of the load test are just now, as in {@code host:1935}; empty
 *     when there are none
 */
public record Fault(int number, String server) {}
