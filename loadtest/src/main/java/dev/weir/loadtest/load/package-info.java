/**
 * {@code weir load}: reads the command line, starts a cluster unless there is one, looks whether it
 * can be loaded at all, lets Gatling run, and tells what came of it.
 *
 * <p>It does not know how players and publishers work, nor what a load test is about.
 */
package dev.weir.loadtest.load;
