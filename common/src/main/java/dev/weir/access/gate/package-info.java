/**
 * What stands around the policies of a node: guessers are slowed down before anything is checked
 * for them, and who is let in still has to find a place within the limits.
 */
package dev.weir.access.gate;
