/**
 * A cluster on this machine: the nodes' ports and settings, their processes, and the answers of
 * their HTTP servers.
 *
 * <p>It does not know consoles: what a user should read goes to whoever asked for it.
 */
package dev.weir.loadtest.up;
