/**
 * What the programs of Weir share: their command line, their log, their exit codes, and the life of
 * a node process from its settings to its end on a signal.
 *
 * <p>Exit codes: 0 for a node that was told to stop and did, 1 for an unexpected failure, 2 for a
 * command line, settings or surroundings that a node cannot start with, which is said in one line
 * on standard error. Standard output is for what the user asked, the log goes to standard error.
 *
 * <p>It does not know what a node does: a main class hands in how to start one.
 */
package dev.weir.cli;
