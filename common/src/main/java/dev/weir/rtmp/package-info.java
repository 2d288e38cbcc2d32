/**
 * The ground that the protocol core stands on: its one exception, its kinds of error, its limits
 * and its addresses.
 *
 * <p>It does not know chunks, messages or sessions; those are the packages below this name.
 */
package dev.weir.rtmp;
